package dev.sluice.runtime.access;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whose `X-Forwarded-For` is believed. Each proxy appends the address that it was called from, so
/// the header is read from its end, as long as what stands there is a proxy of ours; the first
/// other address is the client. Everything before it may be the client's own invention.
public record TrustedProxies(List<AddressRange> ranges) {
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    public TrustedProxies {
        ranges = List.copyOf(ranges);
    }

    /// From ranges with commas between them. An `IllegalArgumentException` names a bad one.
    public static TrustedProxies of(String commaSeparated) {
        return new TrustedProxies(
                Arrays.stream(commaSeparated.split(",", -1))
                        .map(String::strip)
                        .filter(text -> !text.isEmpty())
                        .map(AddressRange::of)
                        .toList());
    }

    /// The client's address; null: it cannot be told, and is in no range.
    @Nullable InetAddress clientOf(@Nullable String remote, @Nullable String forwardedFor) {
        InetAddress client = AddressRange.addressOf(remote);
        if (forwardedFor == null || forwardedFor.isEmpty()) {
            return client;
        }
        String[] hops = forwardedFor.split(",", -1);
        for (int i = hops.length - 1; i >= 0 && client != null && isTrusted(client); i--) {
            client = AddressRange.addressOf(hops[i].strip());
        }
        return client;
    }

    private boolean isTrusted(InetAddress address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }
}
