package dev.sluice.worker.constraint;

import dev.sluice.grammar.Grammar;
import dev.sluice.worker.sampling.Sampler;
import dev.sluice.worker.sampling.SamplingParameters;
import dev.sluice.worker.sampling.SamplingWorkspace;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Processor time of the sampler with a schema and without, on the same rows of random logits.
final class SamplingCost {
    private static final int ROW_COUNT = 16;
    private static final int[] END_TOKENS = {0};
    private static final double NANOS_PER_MICRO = 1e3;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final VocabularyTrie trie;
    private final SamplingWorkspace workspace;
    private final MemorySegment[] rows = new MemorySegment[ROW_COUNT];
    private long makingNanos;
    private long heldNanos;
    private long freeNanos;
    private long mostNanos;
    private int schemaCount;
    private int tokenCount;

    SamplingCost(VocabularyTrie trie) {
        this.trie = trie;
        this.workspace = new SamplingWorkspace(trie.vocabularySize());
        SplittableRandom random = new SplittableRandom(1);
        for (int row = 0; row < ROW_COUNT; row++) {
            rows[row] = MemorySegment.ofArray(new float[trie.vocabularySize()]);
            for (int id = 0; id < trie.vocabularySize(); id++) {
                rows[row].setAtIndex(
                        ValueLayout.JAVA_FLOAT, id, (float) (3 * random.nextGaussian()));
            }
        }
    }

    void sample(Map<String, @Nullable Object> schema, long seed, int tokens) {
        long start = nanos();
        TokenAutomaton automaton = new TokenAutomaton(Grammar.ofSchema(schema), trie);
        automaton.prepare();
        makingNanos += nanos() - start;
        schemaCount++;
        int most = Math.max(tokens, automaton.start().distance());
        SamplingParameters hot = SamplingParameters.seeded(1.5, seed);
        var constraint = new AnswerConstraint(automaton, END_TOKENS, most);
        Sampler held = new Sampler(hot, new int[0], workspace, constraint);
        Sampler free = new Sampler(hot, new int[0], workspace);
        boolean isOver = false;
        for (int position = 0; position < most && !isOver; position++) {
            isOver = step(held, free, position);
        }
    }

    private boolean step(Sampler held, Sampler free, int position) {
        MemorySegment row = rows[position % ROW_COUNT];
        long start = nanos();
        int token = held.sample(row, position);
        if (token == END_TOKENS[0]) {
            return true;
        }
        held.accept(token);
        long between = nanos();
        free.accept(free.sample(row, position));
        freeNanos += nanos() - between;
        heldNanos += between - start;
        mostNanos = Math.max(mostNanos, between - start);
        tokenCount++;
        return held.isComplete();
    }

    private long nanos() {
        return threads.getCurrentThreadCpuTime();
    }

    @Override
    public String toString() {
        return "%d schemas, %d tokens: held %.0f µs a token (most %.0f), free %.0f; making one %.0f µs"
                .formatted(
                        schemaCount,
                        tokenCount,
                        heldNanos / NANOS_PER_MICRO / tokenCount,
                        mostNanos / NANOS_PER_MICRO,
                        freeNanos / NANOS_PER_MICRO / tokenCount,
                        makingNanos / NANOS_PER_MICRO / schemaCount);
    }
}
