package dev.sluice.worker.decode;

import dev.sluice.contracts.SluiceException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// One token for every sequence whose prompt is read, in one engine pass over their slots. Engine
/// thread.
///
/// Rows are gone through from the last slot to the first: a sequence that ends is replaced by the
/// one in the last slot, whose row has been seen by then.
final class DecodePass {
    private final Engine engine;
    private final RunningBatch batch;
    private final BiConsumer<RunningSequence, SequenceOutcome> finish;
    private final int[] tokens;
    private final int[] cachedTokenCounts;

    DecodePass(
            Engine engine,
            RunningBatch batch,
            BiConsumer<RunningSequence, SequenceOutcome> finish) {
        this.engine = engine;
        this.batch = batch;
        this.finish = finish;
        this.tokens = new int[engine.shape().slotCount()];
        this.cachedTokenCounts = new int[engine.shape().slotCount()];
    }

    /// Answers the number of rows.
    int run() {
        int rowCount = batch.decodingCount();
        if (rowCount > 0) {
            @Nullable SluiceException failure = decodeTogether(rowCount);
            if (failure != null) {
                decodeAlone(rowCount, failure);
            }
        }
        return rowCount;
    }

    private @Nullable SluiceException decodeTogether(int rowCount) {
        Logits logits;
        try {
            logits = pass(0, rowCount);
        } catch (SluiceException failure) {
            return failure;
        }
        for (int slot = rowCount - 1; slot >= 0; slot--) {
            advance(batch.decoding(slot), logits, slot);
        }
        return null;
    }

    /// Finds out whose failure it was. Why repeating is safe: a pass writes the cache only at the
    /// position being fed, and the same values again.
    private void decodeAlone(int rowCount, SluiceException failure) {
        if (rowCount == 1) {
            fail(batch.decoding(0), failure);
            return;
        }
        for (int slot = rowCount - 1; slot >= 0; slot--) {
            RunningSequence sequence = batch.decoding(slot);
            Logits logits;
            try {
                logits = pass(slot, 1);
            } catch (SluiceException own) {
                fail(sequence, own);
                continue;
            }
            advance(sequence, logits, 0);
        }
    }

    private Logits pass(int firstSlot, int rowCount) {
        for (int row = 0; row < rowCount; row++) {
            RunningSequence sequence = batch.decoding(firstSlot + row);
            tokens[row] = sequence.nextToken();
            cachedTokenCounts[row] = sequence.cachedTokenCount();
        }
        return engine.decode(firstSlot, rowCount, tokens, cachedTokenCounts);
    }

    private void advance(RunningSequence sequence, Logits logits, int row) {
        sequence.onCached(1);
        @Nullable SequenceOutcome outcome = sequence.onLogits(logits.row(row));
        if (outcome != null) {
            finish.accept(sequence, outcome);
        }
    }

    private void fail(RunningSequence sequence, SluiceException failure) {
        finish.accept(sequence, sequence.outcome(failure));
    }
}
