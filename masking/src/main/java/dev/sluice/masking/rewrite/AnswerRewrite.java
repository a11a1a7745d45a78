package dev.sluice.masking.rewrite;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.FinishReason;
import dev.sluice.contracts.event.PlacedLogprobs;
import dev.sluice.contracts.event.ResultEvent.InferenceCompleted;
import dev.sluice.contracts.event.ResultEvent.InferenceFailed;
import dev.sluice.contracts.event.StreamEvent.StreamFinished;
import dev.sluice.contracts.event.StreamEvent.StreamStarted;
import dev.sluice.contracts.event.StreamEvent.TextStreamed;
import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.contracts.event.TokenEvent.GenerationFenced;
import dev.sluice.contracts.event.TokenEvent.GenerationFinished;
import dev.sluice.contracts.event.TokenEvent.GenerationStarted;
import dev.sluice.contracts.event.TokenEvent.TokenGenerated;
import dev.sluice.contracts.event.TokenLogprobs;
import dev.sluice.contracts.event.Usage;
import dev.sluice.masking.restore.Restored;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One request on its way from `tokens` to `stream` and `results`.
///
/// ```
///            onStarted           onToken…          onFinished
/// (nothing) ──────────▶ open ──────────────▶ open ────────────▶ finished
///     └──────────────────── onFinished (failure) ───────────────▲
/// ```
///
/// An index counts once, in order; an epoch older than the newest seen does not count; the first
/// end does. Owned by the token loop's thread.
public final class AnswerRewrite {
    private final RequestMasks masks;
    private final TokenPieces pieces = new TokenPieces();
    private final StringBuilder answer = new StringBuilder();
    private final StringBuilder restoredAnswer = new StringBuilder();
    private final AnswerLogprobs answerLogprobs = new AnswerLogprobs();

    private @Nullable GenerationStarted started;

    /// Absent before the start, and where the request's state cannot be opened.
    private @Nullable AnswerMask mask;

    private boolean finished;
    private int newestEpoch;
    private int nextTokenIndex;
    private int nextStreamIndex;
    private int generatedTokens;

    public AnswerRewrite(RequestMasks masks) {
        this.masks = masks;
    }

    /// Takes the request's next record and returns the stream and result records that it causes, in
    /// the order to write them; none for a duplicate or for a worker that was fenced.
    public List<Event> accept(TokenEvent event) {
        List<Event> out = new ArrayList<>(2);
        if (finished || event.epoch() < newestEpoch) {
            return out;
        }
        newestEpoch = event.epoch();
        switch (event) {
            case GenerationFenced _ -> {}
            case GenerationStarted begin -> onStarted(begin, out);
            case TokenGenerated token -> onToken(token, out);
            case GenerationFinished end -> onFinished(end, out);
        }
        return out;
    }

    public boolean isFinished() {
        return finished;
    }

    int newestEpoch() {
        return newestEpoch;
    }

    /// Whether the policy ended the request while its worker still runs.
    public boolean isBlocked() {
        return mask != null && mask.isBlocked();
    }

    private void onStarted(GenerationStarted begin, List<Event> out) {
        if (nextTokenIndex > 0) {
            return;
        }
        nextTokenIndex = 1;
        started = begin;
        out.add(
                new StreamStarted(
                        streamEventId(begin),
                        begin.requestId(),
                        begin.tenantId(),
                        nextStreamIndex++,
                        begin.occurredAt(),
                        begin.pool(),
                        begin.acceptedAt(),
                        begin.includeUsage(),
                        begin.toolCallForm()));
        mask = masks.answer(begin).orElse(null);
        if (mask == null) {
            String message = "the request's masking state cannot be opened";
            finish(begin, null, Failure.of(ErrorCode.INTERNAL, message), usage(), out);
        }
    }

    private void onToken(TokenGenerated token, List<Event> out) {
        if (!takesIndex(token, token.index(), out)) {
            return;
        }
        generatedTokens++;
        append(token, token.text(), token.logprobs(), out);
        endIfBlocked(token, out);
    }

    private void onFinished(GenerationFinished end, List<Event> out) {
        if (!takesIndex(end, end.index(), out)) {
            return;
        }
        append(end, end.text(), null, out);
        if (mask != null) {
            show(end, mask, mask.flush(), out);
        }
        if (endIfBlocked(end, out)) {
            return;
        }
        finish(end, end.reason(), masked(end.failure()), usageOf(end), out);
    }

    /// An engine's message may quote the prompt.
    private @Nullable Failure masked(@Nullable Failure failure) {
        return failure == null
                ? null
                : new Failure(
                        failure.code(),
                        masks.message(failure.message()),
                        failure.retryAfterSeconds());
    }

    /// The worker counts prompt tokens when it begins; the scheduler, which may end the request,
    /// does not know them.
    private Usage usageOf(GenerationFinished end) {
        return end.usage().equals(Usage.NONE) ? usage() : end.usage();
    }

    /// A duplicate is left out. A gap cannot be filled any more: the request ends with an error
    /// instead of waiting for ever.
    private boolean takesIndex(TokenEvent event, int index, List<Event> out) {
        if (index < nextTokenIndex) {
            return false;
        }
        if (index > nextTokenIndex) {
            String message = "tokens record " + nextTokenIndex + " is missing, " + index + " came";
            finish(event, null, Failure.of(ErrorCode.INTERNAL, message), usage(), out);
            return false;
        }
        nextTokenIndex++;
        return true;
    }

    /// Without a mask there is no text that may be shown.
    private void append(
            TokenEvent cause,
            SensitiveText raw,
            @Nullable PlacedLogprobs logprobs,
            List<Event> out) {
        if (mask != null) {
            pieces.append(raw.value(), logprobs);
            show(cause, mask, mask.append(raw.value()), out);
        }
    }

    /// What differs for the caller has lost its tokens: it is one record.
    private void show(TokenEvent cause, AnswerMask by, Restored visible, List<Event> out) {
        answer.append(visible.masked());
        restoredAnswer.append(visible.restored());
        if (visible.differs()) {
            String begun = pieces.takeAll(visible.masked(), by.heldLength());
            String sealed = by.seal(streamEventId(cause), begun + visible.restored());
            out.add(text(cause, begun + visible.masked(), sealed, null));
            return;
        }
        for (TokenPieces.Piece piece : pieces.cut(visible.masked(), by.heldLength())) {
            out.add(text(cause, piece.text(), null, piece.logprobs()));
            answerLogprobs.add(piece.logprobs());
        }
    }

    private TextStreamed text(
            TokenEvent cause,
            String masked,
            @Nullable String restored,
            @Nullable List<TokenLogprobs> logprobs) {
        return new TextStreamed(
                streamEventId(cause),
                cause.requestId(),
                cause.tenantId(),
                nextStreamIndex++,
                cause.occurredAt(),
                new SensitiveText(masked),
                generatedTokens,
                restored,
                logprobs);
    }

    private boolean endIfBlocked(TokenEvent cause, List<Event> out) {
        if (!isBlocked()) {
            return false;
        }
        Failure blocked =
                Failure.of(
                        ErrorCode.CONTENT_BLOCKED, "the answer holds data that the policy blocks");
        finish(cause, null, blocked, usage(), out);
        return true;
    }

    private void finish(
            TokenEvent cause,
            @Nullable FinishReason reason,
            @Nullable Failure failure,
            Usage usage,
            List<Event> out) {
        finished = true;
        String rest = pieces.takeBegun();
        if (!rest.isEmpty()) {
            out.add(text(cause, rest, null, null));
        }
        // Why first: whoever sees the stream end may ask for the result at once.
        out.add(result(cause, reason, failure, usage));
        out.add(
                new StreamFinished(
                        streamEventId(cause),
                        cause.requestId(),
                        cause.tenantId(),
                        nextStreamIndex++,
                        cause.occurredAt(),
                        reason,
                        failure,
                        usage));
    }

    private Event result(
            TokenEvent cause,
            @Nullable FinishReason reason,
            @Nullable Failure failure,
            Usage usage) {
        String eventId = cause.requestId() + "/result";
        SensitiveText text = new SensitiveText(answer.toString());
        GenerationStarted begin = started;
        AnswerMask by = mask;
        if (reason != null && begin != null && by != null) {
            boolean differs = !restoredAnswer.toString().contentEquals(answer);
            return new InferenceCompleted(
                    eventId,
                    cause.requestId(),
                    cause.tenantId(),
                    cause.occurredAt(),
                    begin.acceptedAt(),
                    begin.pool(),
                    text,
                    reason,
                    usage,
                    by.findings(),
                    differs ? by.seal(eventId, restoredAnswer.toString()) : null,
                    answerLogprobs.all(),
                    begin.toolCallForm());
        }
        return new InferenceFailed(
                eventId,
                cause.requestId(),
                cause.tenantId(),
                cause.occurredAt(),
                failure == null
                        ? Failure.of(ErrorCode.INTERNAL, "generation ended before it began")
                        : failure,
                text,
                usage,
                begin == null ? null : begin.pool());
    }

    private Usage usage() {
        return new Usage(started == null ? 0 : started.promptTokens(), generatedTokens);
    }

    private String streamEventId(TokenEvent cause) {
        return cause.requestId() + "/stream/" + nextStreamIndex;
    }
}
