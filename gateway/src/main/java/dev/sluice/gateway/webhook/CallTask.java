package dev.sluice.gateway.webhook;

import dev.sluice.contracts.event.WebhookEvent.CallDue;

/// An attempt that the ledger wants made now. `shard` and `offset` are where the call stands on the
/// log; `attempts`: how many were made before; `isTooMany`: it is not to be made but given up, for
/// its tenant has more waiting than is allowed.
public record CallTask(CallDue due, int attempts, int shard, long offset, boolean isTooMany) {}
