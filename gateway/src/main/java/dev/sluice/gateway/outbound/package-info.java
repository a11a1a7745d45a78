/// HTTP that the gateway itself sends, to addresses that strangers name: which of those it may
/// reach, and one bounded call. Callers: `webhook`, and `admin` for what it is told.
@NullMarked
package dev.sluice.gateway.outbound;

import org.jspecify.annotations.NullMarked;
