/// What tenants are held to: requests and tokens a minute, requests and streams at once, a budget.
/// Pure: time comes with the records.
///
/// Callers: `kafka` applies the records of `quotas` on its one reader thread; `http` asks through
/// the port [dev.sluice.gateway.tenant.Quotas].
@NullMarked
package dev.sluice.gateway.tenant;

import org.jspecify.annotations.NullMarked;
