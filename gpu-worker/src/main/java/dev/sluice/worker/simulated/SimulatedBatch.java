package dev.sluice.worker.simulated;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import dev.sluice.worker.decode.FinishReason;
import dev.sluice.worker.decode.SequenceKey;
import dev.sluice.worker.decode.SequenceOutcome;
import dev.sluice.worker.decode.SequenceRequest;
import dev.sluice.worker.decode.StepObserver;
import dev.sluice.worker.decode.StepReport;
import dev.sluice.worker.decode.SteppedBatch;
import dev.sluice.worker.decode.TokenListener;
import dev.sluice.worker.decode.TokenVerdict;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Sequences in slots, each with the time of its next token: the first after ttft; the second after
/// itl, with the next of the steps that all sequences share; then each after itl. Nobody waits for
/// anybody otherwise, except for a free slot.
///
/// The steps are [#STEPS_PER_ITL] to an itl. An engine that runs sequences as one batch says their
/// tokens together, and what the mesh pays for a token depends on how many come at once; said one
/// by one, each at its own microsecond, they would cost several times what they cost behind any
/// engine.
///
/// A continuation says at once that it goes on: its first new token comes after ttft, at the
/// position after those emitted before. One thread's; time comes in as an argument.
final class SimulatedBatch implements SteppedBatch {
    private static final int STEPS_PER_ITL = 4;

    private final int slotCount;
    private final long ttftNanos;
    private final long itlNanos;
    private final long stepNanos;
    private final Vocabulary vocabulary;
    private final StepObserver observer;
    private final Map<SequenceKey, Run> open = new HashMap<>();
    private final Deque<Run> waiting = new ArrayDeque<>();
    private final PriorityQueue<Run> running =
            new PriorityQueue<>(
                    Comparator.comparingLong((Run run) -> run.dueNanos)
                            .thenComparingLong(run -> run.arrival));
    private long arrivals;
    private long cachedTokens;
    private int promptTokensOfStep;

    SimulatedBatch(int slotCount, Pace pace, Vocabulary vocabulary, StepObserver observer) {
        this.slotCount = slotCount;
        this.ttftNanos = pace.ttft().toNanos();
        this.itlNanos = pace.itl().toNanos();
        this.stepNanos = itlNanos / STEPS_PER_ITL;
        this.vocabulary = vocabulary;
        this.observer = observer;
    }

    private static final class Run {
        final SequenceRequest request;
        final TokenListener listener;
        final long textSeed;
        final long arrival;
        int position;
        long dueNanos;

        Run(SequenceRequest request, TokenListener listener, long arrival) {
            this.request = request;
            this.listener = listener;
            this.arrival = arrival;
            this.textSeed = Vocabulary.textSeed(request.promptTokens(), request.sampling().seed());
            this.position = request.emittedTokenCount();
        }

        boolean isFull() {
            return position >= request.tokenCountMax();
        }

        boolean hasJustBegun() {
            return position == request.emittedTokenCount() + 1;
        }

        int tokenCount() {
            return request.promptTokenCount() + position;
        }

        SequenceOutcome outcome(FinishReason reason, @Nullable SluiceException failure) {
            return new SequenceOutcome(reason, request.promptTokenCount(), position, failure);
        }
    }

    @Override
    public void admit(SequenceRequest request, TokenListener listener, long nowNanos) {
        Run run = new Run(request, listener, arrivals++);
        if (run.isFull()) {
            tellEnd(run, run.outcome(FinishReason.LENGTH, null));
            return;
        }
        open.put(request.key(), run);
        waiting.add(run);
        fillFreeSlots(nowNanos);
    }

    @Override
    public void cancel(SequenceKey key, long nowNanos) {
        Run run = open.get(key);
        if (run != null) {
            end(run, run.outcome(FinishReason.CANCELLED, null), nowNanos);
        }
    }

    /// Emits every token that is due; answers how many.
    @Override
    public int step(long nowNanos) {
        int tokens = 0;
        while (!running.isEmpty() && running.element().dueNanos <= nowNanos && tokens < slotCount) {
            Run run = running.remove();
            emit(run, nowNanos);
            tokens++;
        }
        if (tokens > 0) {
            report(tokens);
        }
        return tokens;
    }

    /// When the next token is due; null if nothing runs.
    @Override
    public @Nullable Long nextDueNanos() {
        Run next = running.peek();
        return next == null ? null : next.dueNanos;
    }

    /// Ends all that is open.
    @Override
    public void stop(String reason) {
        var failure = new SluiceException(ErrorCode.ENGINE_FAILED, reason);
        waiting.clear();
        running.clear();
        for (Run run : open.values()) {
            tellEnd(run, run.outcome(FinishReason.ERROR, failure));
        }
        open.clear();
    }

    private void fillFreeSlots(long nowNanos) {
        while (!waiting.isEmpty() && running.size() < slotCount) {
            Run run = waiting.remove();
            run.dueNanos = nowNanos + ttftNanos;
            cachedTokens += run.tokenCount();
            promptTokensOfStep += run.request.promptTokenCount();
            running.add(run);
        }
    }

    private void emit(Run run, long nowNanos) {
        int tokenId = vocabulary.tokenAt(run.textSeed, run.position);
        TokenVerdict verdict;
        try {
            verdict = run.listener.onToken(run.request, run.position, tokenId, null);
        } catch (RuntimeException e) {
            var failure =
                    new SluiceException(ErrorCode.INTERNAL, "a token could not be passed on", e);
            end(run, run.outcome(FinishReason.ERROR, failure), nowNanos);
            return;
        }
        run.position++;
        cachedTokens++;
        run.dueNanos += itlNanos;
        if (run.hasJustBegun()) {
            run.dueNanos = nextStep(run.dueNanos);
        }
        if (verdict == TokenVerdict.STOP) {
            end(run, run.outcome(FinishReason.STOP, null), nowNanos);
        } else if (run.isFull()) {
            end(run, run.outcome(FinishReason.LENGTH, null), nowNanos);
        } else {
            running.add(run);
        }
    }

    /// The first step that is not before the time.
    private long nextStep(long nanos) {
        return stepNanos == 0 ? nanos : Math.ceilDiv(nanos, stepNanos) * stepNanos;
    }

    private void end(Run run, SequenceOutcome outcome, long nowNanos) {
        open.remove(run.request.key());
        if (!waiting.remove(run)) {
            running.remove(run);
            cachedTokens -= run.tokenCount();
        }
        tellEnd(run, outcome);
        fillFreeSlots(nowNanos);
    }

    private void tellEnd(Run run, SequenceOutcome outcome) {
        try {
            run.listener.onFinished(run.request, outcome);
        } catch (RuntimeException failure) {
            observer.onListenerFailed(run.request.key(), failure);
        }
    }

    private void report(int tokens) {
        observer.onStep(
                new StepReport(
                        running.size(),
                        0,
                        waiting.size(),
                        slotCount,
                        cachedTokens,
                        0,
                        0,
                        promptTokensOfStep,
                        tokens,
                        0,
                        0,
                        0));
        promptTokensOfStep = 0;
    }
}
