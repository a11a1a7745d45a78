package dev.sluice.worker.kafka;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.SluiceException;
import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.AssignmentEvent.Assignment;
import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.contracts.event.TokenEvent.GenerationFinished;
import dev.sluice.contracts.event.TokenEvent.GenerationStarted;
import dev.sluice.contracts.event.TokenEvent.TokenGenerated;
import dev.sluice.contracts.event.Usage;
import dev.sluice.worker.decode.FinishReason;
import dev.sluice.worker.decode.SequenceOutcome;
import dev.sluice.worker.decode.SequenceRequest;
import dev.sluice.worker.decode.TokenListener;
import dev.sluice.worker.decode.TokenVerdict;
import dev.sluice.worker.sampling.Logprobs;
import dev.sluice.worker.serving.ToolCallForms;
import dev.sluice.worker.tokens.AnswerText;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Turns one sequence's tokens into `tokens` records: ids, whole characters, contiguous indexes.
/// The first record of a fresh request is its start; a continuation goes on at the index it was
/// given. Owned by the engine thread.
///
/// Once a record is refused by the outbox the writer is silent for good: a gap must not be followed
/// by anything.
final class SequenceWriter implements TokenListener {
    private final Assignment assignment;
    private final WorkerId workerId;
    private final AnswerText text;
    private final TokenOutbox outbox;
    private final InstantSource clock;
    private final Consumer<SequenceWriter> onEnd;

    private int nextIndex;
    private boolean silent;
    private volatile int generatedTokens;

    /// @param onEnd called on the engine thread after the last record
    SequenceWriter(
            Assignment assignment,
            WorkerId workerId,
            AnswerText text,
            TokenOutbox outbox,
            InstantSource clock,
            Consumer<SequenceWriter> onEnd) {
        this.assignment = assignment;
        this.workerId = workerId;
        this.text = text;
        this.outbox = outbox;
        this.clock = clock;
        this.onEnd = onEnd;
        this.nextIndex = assignment.nextIndex();
        // What an earlier worker has written is not written again, but a character or a stop text
        // may
        // go on from it.
        assignment.emittedTokenIds().forEach(text::append);
        this.generatedTokens = assignment.emittedTokenIds().size();
    }

    Assignment assignment() {
        return assignment;
    }

    /// Any thread.
    int generatedTokens() {
        return generatedTokens;
    }

    @Override
    public TokenVerdict onToken(
            SequenceRequest request, int position, int tokenId, @Nullable Logprobs logprobs) {
        startIfFirst(request.promptTokenCount());
        String visible = text.append(tokenId);
        generatedTokens = position + 1;
        put(
                new TokenGenerated(
                        eventId(),
                        assignment.requestId(),
                        assignment.tenantId(),
                        assignment.epoch(),
                        nextIndex,
                        clock.instant(),
                        tokenId,
                        new SensitiveText(visible),
                        logprobs == null ? null : text.placed(tokenId, logprobs)));
        return silent || text.isStopped() ? TokenVerdict.STOP : TokenVerdict.CONTINUE;
    }

    /// A lost sequence ends without a word: the scheduler misses it in the next report, and gives
    /// it out again from what is in the log.
    @Override
    public void onFinished(SequenceRequest request, SequenceOutcome outcome) {
        if (outcome.reason() == FinishReason.LOST) {
            silent = true;
            onEnd.accept(this);
            return;
        }
        startIfFirst(outcome.promptTokenCount());
        Failure failure = failureOf(outcome);
        put(
                new GenerationFinished(
                        eventId(),
                        assignment.requestId(),
                        assignment.tenantId(),
                        assignment.epoch(),
                        nextIndex,
                        clock.instant(),
                        new SensitiveText(text.flush()),
                        failure == null ? reasonOf(outcome.reason()) : null,
                        failure,
                        new Usage(outcome.promptTokenCount(), outcome.completionTokenCount())));
        silent = true;
        onEnd.accept(this);
    }

    /// Whether a stop text came with the last token that an earlier worker has written.
    boolean isStopped() {
        return text.isStopped();
    }

    /// Writes the end that the earlier worker owes; the engine would sample one more token first.
    void finishStopped(SequenceRequest request) {
        onFinished(
                request,
                new SequenceOutcome(
                        FinishReason.STOP, request.promptTokenCount(), generatedTokens, null));
    }

    /// Nothing more is written: the request was taken from this worker, or the worker hands over.
    void silence() {
        silent = true;
    }

    /// Ends a request that cannot run: nothing was admitted to the engine.
    void refuse(ErrorCode code, String message) {
        put(
                new GenerationFinished(
                        eventId(),
                        assignment.requestId(),
                        assignment.tenantId(),
                        assignment.epoch(),
                        nextIndex,
                        clock.instant(),
                        SensitiveText.EMPTY,
                        null,
                        Failure.of(code, message),
                        Usage.NONE));
        silent = true;
    }

    private void startIfFirst(int promptTokens) {
        if (nextIndex > 0) {
            return;
        }
        put(
                new GenerationStarted(
                        eventId(),
                        assignment.requestId(),
                        assignment.tenantId(),
                        assignment.epoch(),
                        clock.instant(),
                        workerId,
                        assignment.pool(),
                        assignment.spec().acceptedAt(),
                        promptTokens,
                        assignment.spec().includeUsage(),
                        assignment.spec().maskingState(),
                        ToolCallForms.nameFor(assignment.spec())));
    }

    /// A trace has no span for a token: its context goes with where the answer begins and ends, and
    /// not through every reader of every token.
    private void put(TokenEvent event) {
        String traceparent = event instanceof TokenGenerated ? null : assignment.traceparent();
        if (!silent && !outbox.put(assignment.spec().streamPartition(), traceparent, event)) {
            silent = true;
        }
        nextIndex++;
    }

    private String eventId() {
        return assignment.requestId() + "/tokens/" + nextIndex + "/" + assignment.epoch();
    }

    private static @Nullable Failure failureOf(SequenceOutcome outcome) {
        return switch (outcome.reason()) {
            case STOP, LENGTH, LOST -> null;
            case CANCELLED -> Failure.of(ErrorCode.CANCELLED, "the request was cancelled");
            case ERROR -> {
                SluiceException failure = Objects.requireNonNull(outcome.failure());
                yield Failure.of(failure.errorCode(), String.valueOf(failure.getMessage()));
            }
        };
    }

    private static dev.sluice.contracts.event.FinishReason reasonOf(FinishReason reason) {
        return switch (reason) {
            case STOP -> dev.sluice.contracts.event.FinishReason.STOP;
            case LENGTH -> dev.sluice.contracts.event.FinishReason.LENGTH;
            case CANCELLED, ERROR, LOST -> throw new IllegalStateException(reason + " is no end");
        };
    }
}
