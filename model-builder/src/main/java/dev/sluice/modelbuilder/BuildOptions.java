package dev.sluice.modelbuilder;

import dev.sluice.modelbuilder.graph.GraphOptions;
import dev.sluice.modelbuilder.graph.LogitScope;
import dev.sluice.modelbuilder.graph.WeightFormat;
import java.util.Optional;

/// How to build. Start from [#defaults()] and change what differs.
///
/// @param name the model's name in the manifest; empty: the output folder's name
/// @param threadCount threads that convert tensors; each holds about 10 MB
public record BuildOptions(Optional<String> name, GraphOptions graph, int threadCount) {
    /// Enough for every chat of today's small models; a table of a million positions would cost
    /// each worker 256 MB.
    public static final int CONTEXT_TOKENS_MAX_DEFAULT = 32_768;

    public BuildOptions {
        if (threadCount < 1) {
            throw new IllegalArgumentException(
                    "threadCount is " + threadCount + ", it must be at least 1");
        }
    }

    /// Int8 blocks of 32, logits of the last token only, one thread for each processor.
    public static BuildOptions defaults() {
        GraphOptions graph =
                new GraphOptions(WeightFormat.INT8, LogitScope.LAST, CONTEXT_TOKENS_MAX_DEFAULT);
        return new BuildOptions(
                Optional.empty(), graph, Runtime.getRuntime().availableProcessors());
    }

    public BuildOptions withName(String modelName) {
        return new BuildOptions(Optional.of(modelName), graph, threadCount);
    }

    public BuildOptions withWeights(WeightFormat weights) {
        return withGraph(new GraphOptions(weights, graph.logits(), graph.contextTokensMax()));
    }

    public BuildOptions withLogits(LogitScope logits) {
        return withGraph(new GraphOptions(graph.weights(), logits, graph.contextTokensMax()));
    }

    public BuildOptions withContextTokensMax(int contextTokensMax) {
        return withGraph(new GraphOptions(graph.weights(), graph.logits(), contextTokensMax));
    }

    public BuildOptions withThreadCount(int count) {
        return new BuildOptions(name, graph, count);
    }

    private BuildOptions withGraph(GraphOptions changed) {
        return new BuildOptions(name, changed, threadCount);
    }
}
