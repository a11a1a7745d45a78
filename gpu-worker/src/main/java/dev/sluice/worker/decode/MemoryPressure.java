package dev.sluice.worker.decode;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;

/// What happens when the engine runs out of memory: the youngest sequences, a quarter of the slots,
/// go back to the front of the waiting queue, and so many slots stay empty for a while. A preempted
/// sequence begins again, its prompt through prefill, its tokens through decode passes, and goes on
/// as if nothing had been. One that is alone and still finds no memory fails. Engine thread.
///
/// ```
/// slots in use ≤ allowed        shortage: allowed = those that stay
///                               every 256 steps without one: a quarter of the slots more
/// ```
final class MemoryPressure {
    static final int RECOVERY_STEP_COUNT = 256;

    private final RunningBatch batch;
    private final Deque<RunningSequence> waiting;
    private final BiConsumer<RunningSequence, SequenceOutcome> finish;
    private final int slotCount;
    private final int quarter;
    private int slotCountAllowed;
    private int calmStepCount;

    MemoryPressure(
            RunningBatch batch,
            Deque<RunningSequence> waiting,
            int slotCount,
            BiConsumer<RunningSequence, SequenceOutcome> finish) {
        this.batch = batch;
        this.waiting = waiting;
        this.finish = finish;
        this.slotCount = slotCount;
        this.quarter = Math.ceilDiv(slotCount, 4);
        this.slotCountAllowed = slotCount;
    }

    int slotCountAllowed() {
        return slotCountAllowed;
    }

    void onCalmStep() {
        if (slotCountAllowed < slotCount && ++calmStepCount == RECOVERY_STEP_COUNT) {
            slotCountAllowed = Math.min(slotCount, slotCountAllowed + quarter);
            calmStepCount = 0;
        }
    }

    /// Answers how many sequences were preempted.
    int onShortage(EngineMemoryException shortage) {
        calmStepCount = 0;
        List<RunningSequence> youngestFirst = batch.youngestFirst();
        if (youngestFirst.size() == 1) {
            fail(youngestFirst.getFirst(), shortage);
            return 0;
        }
        int victimCount = Math.min(quarter, youngestFirst.size() - 1);
        youngestFirst.subList(0, victimCount).forEach(this::preempt);
        slotCountAllowed = youngestFirst.size() - victimCount;
        return victimCount;
    }

    /// Why first in the queue: it is older than all that wait, and of several the oldest comes last
    /// here, so that it is the first again.
    private void preempt(RunningSequence victim) {
        batch.leave(victim, FinishReason.CANCELLED);
        victim.restart();
        waiting.addFirst(victim);
    }

    private void fail(RunningSequence sequence, EngineMemoryException shortage) {
        var failure =
                new SluiceException(
                        ErrorCode.ENGINE_FAILED,
                        "the engine has no memory for this request alone: " + shortage.getMessage(),
                        shortage);
        finish.accept(sequence, sequence.outcome(failure));
    }
}
