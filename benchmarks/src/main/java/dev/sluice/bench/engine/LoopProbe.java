package dev.sluice.bench.engine;

import dev.sluice.worker.decode.Admission;
import dev.sluice.worker.decode.DecodeLoop;
import dev.sluice.worker.decode.DecodeOptions;
import dev.sluice.worker.decode.Engine;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Runs sequences through the worker's own decode loop, and takes their times. Token ids are
/// random. Engine thread.
final class LoopProbe {
    /// As a worker has them by default.
    static final int SLOT_COUNT = 8;

    static final int SLOT_LENGTH = 2048;

    /// Holds a whole request's prompt and answer.
    static final int REQUEST_SLOT_LENGTH = 512;

    static final int PREFILL_TOKENS_MAX = 128;

    private static final double NANOS_PER_MILLI = 1e6;
    private static final int PREFIX_TOKENS = 1000;
    private static final int OWN_TOKENS = 24;

    /// Prompts of `bench load`, as the default model reads them: the chat template makes all of
    /// them begin alike.
    private static final int REQUEST_PREFIX_TOKENS = 27;

    private static final int REQUEST_OWN_TOKENS = 20;
    private static final int REQUEST_ANSWER_TOKENS = 256;
    private static final int SHORT_PROMPT_TOKENS = 60;
    private static final int LONG_PROMPT_TOKENS = 1024;

    /// Before a gap counts, and how many count then.
    private static final int WARM_UP_TOKENS = 20;

    private static final int BASELINE_TOKENS = 100;
    private static final int STREAM_TOKENS_MAX = 1500;
    private static final int MEASURED_STEPS = 100;

    private final DecodeLoop loop;
    private final SplittableRandom random = new SplittableRandom(1);
    private final int vocabularySize;
    private final int[] requestPrefix;
    private int sequenceCount;

    LoopProbe(Engine engine) {
        this.loop = new DecodeLoop(engine, DecodeOptions.DEFAULT, _ -> {}, System::nanoTime);
        this.vocabularySize = engine.shape().vocabularySize();
        this.requestPrefix = randomTokens(REQUEST_PREFIX_TOKENS);
    }

    /// Two prompts, one after the other, that begin with the same 1,000 tokens, not seen before.
    PrefixReuse secondOfTheSamePrefix() {
        int[] prefix = randomTokens(PREFIX_TOKENS);
        double first = timeToFirstTokenMillis(begunBy(prefix, OWN_TOKENS));
        double second = timeToFirstTokenMillis(begunBy(prefix, OWN_TOKENS));
        return new PrefixReuse(first, second);
    }

    /// So many streams decode, then a long prompt comes, not seen before.
    BesidePrompt longPromptBeside(int streamCount) {
        List<TimedSequence> streams = startStreams(streamCount);
        TimedSequence observed = streams.getLast();
        stepUntil(() -> observed.tokenCount() >= WARM_UP_TOKENS);
        long from = System.nanoTime();
        stepUntil(() -> observed.tokenCount() >= WARM_UP_TOKENS + BASELINE_TOKENS);
        long arrival = System.nanoTime();
        double firstToken = timeToFirstTokenMillis(randomTokens(LONG_PROMPT_TOKENS));
        List<Double> baseline = gapsMillis(observed, from, arrival);
        List<Double> beside = gapsMillis(observed, arrival, System.nanoTime());
        cancel(streams);
        return new BesidePrompt(p95(baseline), p95(beside), beside.getLast(), firstToken);
    }

    /// So many requests, all at once, such as `bench load --max-tokens 256` sends, until the last
    /// has ended. Returns the tokens that they were answered with.
    int answer(int requestCount) {
        finish(
                start(
                        requestCount,
                        () -> begunBy(requestPrefix, REQUEST_OWN_TOKENS),
                        REQUEST_ANSWER_TOKENS));
        return requestCount * REQUEST_ANSWER_TOKENS;
    }

    /// Bytes of Java heap taken for each token, eight sequences together, sampling included.
    double heapBytesPerToken() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<TimedSequence> streams = startStreams(SLOT_COUNT);
        TimedSequence last = streams.getLast();
        stepUntil(() -> last.tokenCount() >= WARM_UP_TOKENS);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int step = 0; step < MEASURED_STEPS; step++) {
            loop.step();
        }
        long taken = threads.getCurrentThreadAllocatedBytes() - before;
        cancel(streams);
        return (double) taken / (MEASURED_STEPS * SLOT_COUNT);
    }

    private List<TimedSequence> startStreams(int count) {
        return start(count, () -> randomTokens(SHORT_PROMPT_TOKENS), STREAM_TOKENS_MAX);
    }

    private List<TimedSequence> start(int count, Supplier<int[]> prompts, int tokenCountMax) {
        List<TimedSequence> sequences = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sequences.add(new TimedSequence("s" + sequenceCount++, prompts.get(), tokenCountMax));
        }
        sequences.forEach(this::admit);
        return sequences;
    }

    private void finish(List<TimedSequence> sequences) {
        stepUntil(() -> sequences.stream().allMatch(TimedSequence::isFinished));
    }

    private void cancel(List<TimedSequence> streams) {
        streams.forEach(stream -> loop.cancel(stream.request().key()));
        finish(streams);
    }

    private void stepUntil(BooleanSupplier isReached) {
        while (!isReached.getAsBoolean()) {
            loop.step();
        }
    }

    /// Of a stream, those that end within a time; shortest first.
    private static List<Double> gapsMillis(TimedSequence stream, long from, long to) {
        long[] nanos = stream.tokenNanos();
        return IntStream.range(1, nanos.length)
                .filter(i -> nanos[i] > from && nanos[i] <= to)
                .mapToObj(i -> (nanos[i] - nanos[i - 1]) / NANOS_PER_MILLI)
                .sorted()
                .toList();
    }

    private static double p95(List<Double> sorted) {
        return sorted.get((int) Math.ceil(0.95 * sorted.size()) - 1);
    }

    private double timeToFirstTokenMillis(int[] prompt) {
        TimedSequence sequence = new TimedSequence("s" + sequenceCount++, prompt, 1);
        long start = System.nanoTime();
        admit(sequence);
        stepUntil(sequence::isFinished);
        return (sequence.tokenNanos()[0] - start) / NANOS_PER_MILLI;
    }

    private void admit(TimedSequence sequence) {
        if (loop.admit(sequence.request(), sequence) instanceof Admission.Refused refused) {
            throw new IllegalStateException(refused.message());
        }
    }

    private int[] begunBy(int[] prefix, int ownTokenCount) {
        int[] prompt = randomTokens(prefix.length + ownTokenCount);
        System.arraycopy(prefix, 0, prompt, 0, prefix.length);
        return prompt;
    }

    private int[] randomTokens(int count) {
        return random.ints(count, 0, vocabularySize).toArray();
    }
}
