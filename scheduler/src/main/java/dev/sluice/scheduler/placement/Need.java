package dev.sluice.scheduler.placement;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
import dev.sluice.scheduler.queueing.PromptShape;
import dev.sluice.scheduler.queueing.Request;
import org.jspecify.annotations.Nullable;

/// What a request needs of a worker.
///
/// @param tokens of its prompt, an estimate, and the most it may generate
public record Need(PoolName pool, PromptShape shape, long tokens) {
    public static Need of(Request request) {
        @Nullable Integer maxTokens = request.spec().settings().maxTokens();
        long answer = maxTokens == null ? Integer.MAX_VALUE : maxTokens;
        return new Need(request.pool(), request.shape(), request.shape().tokens() + answer);
    }

    /// Of a worker's KV cache: never more than one sequence can have, so that any request fits an
    /// idle worker.
    long kvTokensOn(WorkerReported report) {
        return Math.min(tokens, Math.min(report.contextTokens(), report.kvCacheTokens()));
    }
}
