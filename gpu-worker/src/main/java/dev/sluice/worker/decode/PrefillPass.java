package dev.sluice.worker.decode;

import dev.sluice.contracts.SluiceException;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Reads a step's share of the prompts, chunk by chunk, but for what another slot holds already. A
/// sequence whose prompt is read gets its first token at once and joins the decode pass of the same
/// step. Engine thread.
final class PrefillPass {
    private final Engine engine;
    private final RunningBatch batch;
    private final BiConsumer<RunningSequence, SequenceOutcome> finish;
    private final LongSupplier nanoClock;
    private final PrefillPace pace;
    private final boolean areCutsFree;
    private final int chunkTokenCountMax;
    private final int tokenCountPerStep;
    private final PrefillOrder order = new PrefillOrder();

    PrefillPass(
            Engine engine,
            RunningBatch batch,
            DecodeOptions options,
            LongSupplier nanoClock,
            BiConsumer<RunningSequence, SequenceOutcome> finish) {
        this.engine = engine;
        this.batch = batch;
        this.nanoClock = nanoClock;
        this.finish = finish;
        int engineTokenCountMax = engine.shape().prefillTokenCountMax();
        this.chunkTokenCountMax = Math.min(options.prefillChunkTokenCount(), engineTokenCountMax);
        this.pace = new PrefillPace(chunkTokenCountMax, engineTokenCountMax);
        this.areCutsFree = options.areCutsFree();
        this.tokenCountPerStep = options.prefillTokenCountPerStep();
    }

    /// Answers the number of prompt tokens read.
    int run() {
        int readCount = 0;
        RunningSequence sequence = next();
        while (sequence != null && isWithinShare(readCount, chunk(sequence))) {
            int chunk = chunk(sequence);
            read(sequence, chunk);
            readCount += chunk;
            order.onChunkRead();
            sequence = next();
        }
        return readCount;
    }

    /// After each decode pass: what it took.
    void onDecoded(long nanos) {
        pace.onDecoded(nanos);
    }

    private @Nullable RunningSequence next() {
        batch.catchUp();
        return order.choose(batch.prefilling(), !areCutsFree || longChunkTokenCount() > 0);
    }

    private int longChunkTokenCount() {
        return pace.longChunkTokenCount(batch.decodingCount() > 0);
    }

    private int chunk(RunningSequence sequence) {
        boolean isPaced = areCutsFree && sequence.isPromptLong();
        int most = isPaced ? longChunkTokenCount() : chunkTokenCountMax;
        return PrefillChunks.next(sequence.promptTokenCountLeft(), most);
    }

    private boolean isWithinShare(int readCount, int chunk) {
        return readCount == 0 || readCount + chunk <= tokenCountPerStep;
    }

    private void read(RunningSequence sequence, int chunk) {
        @Nullable SequenceOutcome outcome = readChunk(sequence, chunk);
        if (outcome != null) {
            finish.accept(sequence, outcome);
        } else if (!sequence.isPrefilling()) {
            batch.startDecoding(sequence);
        }
    }

    private @Nullable SequenceOutcome readChunk(RunningSequence sequence, int chunk) {
        int cached = sequence.cachedTokenCount();
        boolean isCharged = sequence.isPromptLong() && batch.decodingCount() > 0;
        long startNanos = nanoClock.getAsLong();
        try {
            int slot = batch.slotOf(sequence);
            Logits logits = engine.prefill(slot, sequence.tokens(), cached, chunk, cached);
            pace.onChunkRead(chunk, nanoClock.getAsLong() - startNanos, isCharged);
            sequence.onCached(chunk);
            return sequence.isPrefilling() ? null : sequence.onLogits(logits.row(0));
        } catch (SluiceException failure) {
            return sequence.outcome(failure);
        }
    }
}
