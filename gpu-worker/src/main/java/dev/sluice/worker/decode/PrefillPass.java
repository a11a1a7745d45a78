package dev.sluice.worker.decode;

import dev.sluice.contracts.SluiceException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Reads a step's share of the prompts, chunk by chunk, but for what another slot holds already. A
/// sequence whose prompt is read gets its first token at once and joins the decode pass of the same
/// step. Engine thread.
final class PrefillPass {
    private final Engine engine;
    private final RunningBatch batch;
    private final BiConsumer<RunningSequence, SequenceOutcome> finish;
    private final int chunkTokenCountMax;
    private final int tokenCountPerStep;
    private final PrefillOrder order = new PrefillOrder();

    PrefillPass(
            Engine engine,
            RunningBatch batch,
            DecodeOptions options,
            BiConsumer<RunningSequence, SequenceOutcome> finish) {
        this.engine = engine;
        this.batch = batch;
        this.finish = finish;
        this.chunkTokenCountMax =
                Math.min(options.prefillChunkTokenCount(), engine.shape().prefillTokenCountMax());
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

    private @Nullable RunningSequence next() {
        RunningSequence sequence = order.choose(batch.prefilling());
        if (sequence != null) {
            batch.catchUp(sequence);
        }
        return sequence;
    }

    private int chunk(RunningSequence sequence) {
        return PrefillChunks.next(sequence.promptTokenCountLeft(), chunkTokenCountMax);
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
        try {
            int slot = batch.slotOf(sequence);
            Logits logits = engine.prefill(slot, sequence.tokens(), cached, chunk, cached);
            sequence.onCached(chunk);
            return sequence.isPrefilling() ? null : sequence.onLogits(logits.row(0));
        } catch (SluiceException failure) {
            return sequence.outcome(failure);
        }
    }
}
