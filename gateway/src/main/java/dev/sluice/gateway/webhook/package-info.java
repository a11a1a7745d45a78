/// Webhooks: which endpoints tenants have, what they are called about, how a call is signed, when
/// it is tried again, and which calls are due. The ledger is owned by one thread, each attempt is a
/// virtual thread; `kafka` reads and writes what both go by.
@NullMarked
package dev.sluice.gateway.webhook;

import org.jspecify.annotations.NullMarked;
