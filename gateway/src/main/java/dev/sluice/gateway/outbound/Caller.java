package dev.sluice.gateway.outbound;

import java.net.URI;
import java.util.Map;

/// Calls addresses that strangers name.
public interface Caller {
    /// Posts `body` and waits, on the calling (virtual) thread, a bounded time. An interrupt breaks
    /// the call off.
    CallerReply post(URI url, Map<String, String> headers, byte[] body) throws InterruptedException;
}
