package dev.sluice.worker.decode;

import dev.sluice.contracts.SluiceException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.function.LongSupplier;

/// Continuous batching. Sequences come in through [#admit] and [#cancel], from any thread; each
/// [#step], on the engine thread, then
///
/// 1. applies what came in,
/// 2. gives waiting sequences the free slots,
/// 3. reads a piece of the prompts that are new, but for beginnings that the cache holds already,
/// 4. computes one token for every sequence whose prompt is read, in one engine pass.
///
/// So a sequence joins and leaves between two steps, and a long prompt delays the running ones by
/// one piece at a time, and not in each step ([PrefillPace]). A continuation is no special case:
/// its emitted tokens are fed through 4. like the tokens of anyone else.
///
/// A failed pass fails the sequence it was for; a failed pass over several is repeated for each
/// alone. One that fails for want of memory sends a quarter back to wait ([MemoryPressure]). If the
/// cache itself cannot be kept in order, all that have a slot fail. The loop goes on in every case.
public final class DecodeLoop {
    private final StepObserver observer;
    private final LongSupplier nanoClock;
    private final SequenceIntake intake;
    private final RunningBatch batch;
    private final PrefillPass prefillPass;
    private final DecodePass decodePass;
    private final Deque<RunningSequence> waiting = new ArrayDeque<>();
    private final MemoryPressure memory;

    /// `nanoClock` measures steps, and with that paces how long prompts are read; what comes out
    /// does not depend on it.
    public DecodeLoop(
            Engine engine, DecodeOptions options, StepObserver observer, LongSupplier nanoClock) {
        this.observer = observer;
        this.nanoClock = nanoClock;
        this.intake = new SequenceIntake(engine.shape(), options.waitingCountMax(), observer);
        this.batch = new RunningBatch(engine, options.isPrefixReused());
        this.prefillPass = new PrefillPass(engine, batch, options, nanoClock, this::finish);
        this.decodePass = new DecodePass(engine, batch, this::finish);
        this.memory = new MemoryPressure(batch, waiting, engine.shape().slotCount(), this::finish);
    }

    /// Any thread. Bounded: beyond slots and waiting places it refuses.
    public Admission admit(SequenceRequest request, TokenListener listener) {
        return intake.admit(request, listener);
    }

    /// Any thread. True if the sequence was open; it ends before the next pass.
    public boolean cancel(SequenceKey key) {
        return intake.cancel(key);
    }

    /// Any thread. Accepted and not finished.
    public Set<SequenceKey> openKeys() {
        return intake.openKeys();
    }

    /// Engine thread. Answers the units of work done: commands, prompt tokens, answer tokens. 0
    /// means idle.
    public int step() {
        StepMeter meter = new StepMeter(nanoClock, batch.reusedTokenCount());
        int commandCount = 0;
        try {
            commandCount = applyCommands();
            fillFreeSlots();
            runPasses(meter);
        } catch (SluiceException failure) {
            meter.onFailed();
            failRunning(failure);
        }
        int work = commandCount + meter.workCount();
        if (work > 0) {
            observer.onStep(meter.report(batch, waiting.size(), memory.slotCountAllowed()));
        }
        return work;
    }

    /// Engine thread. Returns when there may be work, or after this time.
    void await(Duration atMost) throws InterruptedException {
        intake.await(atMost);
    }

    /// Any thread. Ends an [#await].
    void wakeUp() {
        intake.wakeUp();
    }

    /// Engine thread. Refuses from now on, and ends what is open with this failure.
    void stop(SluiceException failure) {
        waiting.clear();
        batch.clear();
        intake.stop().forEach(sequence -> intake.conclude(sequence, sequence.outcome(failure)));
    }

    private void runPasses(StepMeter meter) {
        try {
            meter.onPrefilled(prefillPass.run());
            meter.onDecoded(decodePass.run());
            if (meter.hasDecoded()) {
                prefillPass.onDecoded(meter.decodeNanos());
            }
            memory.onCalmStep();
        } catch (EngineMemoryException shortage) {
            meter.onPreempted(memory.onShortage(shortage));
        }
    }

    private int applyCommands() {
        for (int count = 0; count < intake.commandCountMax(); count++) {
            Command command = intake.poll();
            if (command == null) {
                return count;
            }
            apply(command);
        }
        return intake.commandCountMax();
    }

    private void apply(Command command) {
        switch (command) {
            case Command.Admit(RunningSequence sequence) -> enqueue(sequence);
            case Command.Cancel(RunningSequence sequence) -> cancel(sequence);
            case Command.WakeUp() -> {}
        }
    }

    private void enqueue(RunningSequence sequence) {
        if (!sequence.isFinished()) {
            waiting.add(sequence);
        }
    }

    private void cancel(RunningSequence sequence) {
        if (!sequence.isFinished()) {
            waiting.remove(sequence);
            finish(sequence, sequence.outcome(FinishReason.CANCELLED));
        }
    }

    private void fillFreeSlots() {
        while (!waiting.isEmpty() && batch.occupiedCount() < memory.slotCountAllowed()) {
            RunningSequence sequence = waiting.remove();
            if (sequence.isFull()) {
                finish(sequence, sequence.outcome(FinishReason.LENGTH));
            } else {
                batch.join(sequence);
            }
        }
    }

    /// Why the listener first: should closing the gap in the cache fail, this sequence has had its
    /// outcome already.
    private void finish(RunningSequence sequence, SequenceOutcome outcome) {
        intake.conclude(sequence, outcome);
        batch.leave(sequence, outcome.reason());
    }

    private void failRunning(SluiceException failure) {
        batch.clear().forEach(sequence -> intake.conclude(sequence, sequence.outcome(failure)));
    }
}
