package dev.sluice.bench.engine;

import dev.sluice.worker.decode.Admission;
import dev.sluice.worker.decode.DecodeLoop;
import dev.sluice.worker.decode.DecodeOptions;
import dev.sluice.worker.decode.Engine;
import java.util.SplittableRandom;

/// Runs sequences through the worker's own decode loop, and takes their times. Token ids are
/// random. Engine thread.
final class LoopProbe {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int PREFIX_TOKENS = 1000;
    private static final int OWN_TOKENS = 24;

    private final DecodeLoop loop;
    private final SplittableRandom random = new SplittableRandom(1);
    private final int vocabularySize;
    private int sequenceCount;

    LoopProbe(Engine engine) {
        this.loop = new DecodeLoop(engine, DecodeOptions.DEFAULT, _ -> {}, System::nanoTime);
        this.vocabularySize = engine.shape().vocabularySize();
    }

    /// Two prompts, one after the other, that begin with the same 1,000 tokens, not seen before.
    PrefixReuse secondOfTheSamePrefix() {
        int[] prefix = randomTokens(PREFIX_TOKENS);
        double first = timeToFirstTokenMillis(begunBy(prefix));
        double second = timeToFirstTokenMillis(begunBy(prefix));
        return new PrefixReuse(first, second);
    }

    private double timeToFirstTokenMillis(int[] prompt) {
        TimedSequence sequence = new TimedSequence("s" + sequenceCount++, prompt, 1);
        long start = System.nanoTime();
        admit(sequence);
        while (!sequence.isFinished()) {
            loop.step();
        }
        return (sequence.tokenNanos()[0] - start) / NANOS_PER_MILLI;
    }

    private void admit(TimedSequence sequence) {
        if (loop.admit(sequence.request(), sequence) instanceof Admission.Refused refused) {
            throw new IllegalStateException(refused.message());
        }
    }

    private int[] begunBy(int[] prefix) {
        int[] prompt = randomTokens(prefix.length + OWN_TOKENS);
        System.arraycopy(prefix, 0, prompt, 0, prefix.length);
        return prompt;
    }

    private int[] randomTokens(int count) {
        return random.ints(count, 0, vocabularySize).toArray();
    }
}
