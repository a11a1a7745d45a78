package dev.sluice.gateway.store;

import java.util.concurrent.CompletionStage;

/// How far the tables are behind the log.
@FunctionalInterface
public interface LogProgress {
    /// Completes when everything is applied that was on the log at the time of the call. Fails with
    /// a `TimeoutException` where that takes too long.
    CompletionStage<Void> caughtUp();
}
