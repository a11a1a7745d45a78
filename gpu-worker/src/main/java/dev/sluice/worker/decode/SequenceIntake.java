package dev.sluice.worker.decode;

import dev.sluice.worker.decode.Admission.Reason;
import dev.sluice.worker.sampling.Sampler;
import dev.sluice.worker.sampling.SamplingWorkspace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The door between other threads and the engine thread: checks what comes in, counts what is open,
/// queues commands, and tells listeners the end. Any thread may call it, except where a method says
/// otherwise.
///
/// INVARIANT: the inbox has room for all commands between two drains. A sequence has at most one
/// `Admit` and one `Cancel`; a place is given back only in the step after a drain, so at most two
/// sequences hold it between two drains.
final class SequenceIntake {
    private final EngineShape shape;
    private final StepObserver observer;
    private final int openCountMax;
    private final Semaphore places;
    private final ConcurrentHashMap<SequenceKey, RunningSequence> open = new ConcurrentHashMap<>();
    private final ArrayBlockingQueue<Command> inbox;
    private final AtomicLong arrivals = new AtomicLong();
    private final SamplingWorkspace workspace;
    private boolean isStopped;

    /// Owner: the engine thread. A command that ended an idle wait and is not applied yet.
    private @Nullable Command head;

    SequenceIntake(EngineShape shape, int waitingCountMax, StepObserver observer) {
        this.shape = shape;
        this.observer = observer;
        this.openCountMax = shape.slotCount() + waitingCountMax;
        this.places = new Semaphore(openCountMax);
        this.inbox = new ArrayBlockingQueue<>(4 * openCountMax + 1);
        this.workspace = new SamplingWorkspace(shape.vocabularySize());
    }

    Admission admit(SequenceRequest request, TokenListener listener) {
        Admission checked = check(request);
        if (checked instanceof Admission.Refused) {
            return checked;
        }
        if (!places.tryAcquire()) {
            return Admission.refused(
                    Reason.QUEUE_FULL, openCountMax + " sequences are open, more are not accepted");
        }
        Admission opened = open(sequence(request, listener));
        if (opened instanceof Admission.Refused) {
            places.release();
        }
        return opened;
    }

    /// True if the sequence was open; its listener is told when it has ended.
    synchronized boolean cancel(SequenceKey key) {
        RunningSequence sequence = open.get(key);
        if (sequence == null) {
            return false;
        }
        if (sequence.requestCancel()) {
            inbox.add(new Command.Cancel(sequence));
        }
        return true;
    }

    Set<SequenceKey> openKeys() {
        return Set.copyOf(open.keySet());
    }

    void wakeUp() {
        // Why the result does not matter: a full inbox is awake.
        var _ = inbox.offer(new Command.WakeUp());
    }

    /// More commands than this cannot be waiting.
    int commandCountMax() {
        return 4 * openCountMax + 1;
    }

    /// Engine thread. The next command, or null.
    @Nullable Command poll() {
        Command next = head != null ? head : inbox.poll();
        head = null;
        return next;
    }

    /// Engine thread. Returns when there is a command, or after this time.
    void await(Duration atMost) throws InterruptedException {
        if (head == null) {
            head = inbox.poll(atMost.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /// Engine thread. Frees the key and the place, then tells the listener.
    void conclude(RunningSequence sequence, SequenceOutcome outcome) {
        open.remove(sequence.request().key(), sequence);
        places.release();
        try {
            sequence.finish(outcome);
        } catch (RuntimeException failure) {
            observer.onListenerFailed(sequence.request().key(), failure);
        }
    }

    /// Engine thread. Refuses from now on, and answers what was open.
    synchronized List<RunningSequence> stop() {
        isStopped = true;
        return new ArrayList<>(open.values());
    }

    private RunningSequence sequence(SequenceRequest request, TokenListener listener) {
        int room = shape.slotLength() - request.promptTokenCount();
        Sampler sampler =
                new Sampler(
                        request.sampling(),
                        request.promptTokens(),
                        workspace,
                        request.constraint(Math.min(request.tokenCountMax(), room)));
        return new RunningSequence(
                request, listener, sampler, shape.slotLength(), arrivals.getAndIncrement());
    }

    /// Why under a lock: a cancel must not overtake its admission, and a stop must see it or be
    /// seen.
    private synchronized Admission open(RunningSequence sequence) {
        SequenceKey key = sequence.request().key();
        if (isStopped) {
            return Admission.refused(Reason.STOPPED, "the decode loop has stopped");
        }
        if (open.putIfAbsent(key, sequence) != null) {
            return Admission.refused(Reason.ALREADY_OPEN, key + " is open already");
        }
        inbox.add(new Command.Admit(sequence));
        return new Admission.Accepted();
    }

    private Admission check(SequenceRequest request) {
        int promptTokenCount = request.promptTokenCount();
        if (promptTokenCount == 0) {
            return Admission.refused(Reason.PROMPT_LENGTH, "prompt has 0 tokens, at least 1");
        }
        if (promptTokenCount >= shape.slotLength()) {
            return Admission.refused(
                    Reason.PROMPT_LENGTH,
                    "prompt has %d tokens, with room for an answer the model context takes %d"
                            .formatted(promptTokenCount, shape.slotLength() - 1));
        }
        OptionalInt unknown = request.firstTokenOutside(shape.vocabularySize());
        return unknown.isPresent()
                ? Admission.refused(
                        Reason.UNKNOWN_TOKEN,
                        "token id is %d, the vocabulary has %d"
                                .formatted(unknown.getAsInt(), shape.vocabularySize()))
                : new Admission.Accepted();
    }
}
