package dev.sluice.worker.remote;

import dev.sluice.contracts.SluiceException;
import dev.sluice.worker.decode.FinishReason;
import dev.sluice.worker.decode.SequenceOutcome;
import dev.sluice.worker.decode.SequenceRequest;
import dev.sluice.worker.decode.TokenListener;
import dev.sluice.worker.decode.TokenVerdict;
import dev.sluice.worker.tokens.TextPieces;
import org.jspecify.annotations.Nullable;

/// One sequence, and what was counted of it. The engine thread's.
///
/// A token is a chunk with text, and where the server tells how many tokens it has written, the
/// rest of them are tokens without text: so a continuation knows from the ids how many are left.
final class RemoteRun {
    /// A server that claims more of them for one chunk is not believed.
    private static final int TEXTLESS_COUNT_MAX = 64;

    private final SequenceRequest request;
    private final TokenListener listener;
    private final WholeText wholeText = new WholeText();
    private final int emittedTokenCount;
    private int position;
    private int tokenCount;
    private int promptTokensTold = Chunk.UNTOLD;
    private int completionTokensTold = Chunk.UNTOLD;
    private @Nullable RemoteStream stream;
    private @Nullable FinishReason finishReason;
    private long finishNanos;
    private boolean isOver;

    RemoteRun(SequenceRequest request, TokenListener listener) {
        this.request = request;
        this.listener = listener;
        this.position = request.emittedTokenCount();
        this.emittedTokenCount = TextPieces.tokenCount(request.emittedTokens());
        this.tokenCount = emittedTokenCount;
    }

    SequenceRequest request() {
        return request;
    }

    @Nullable RemoteStream stream() {
        return stream;
    }

    void start(RemoteStream started) {
        stream = started;
        started.start();
    }

    boolean isFull() {
        return tokenCount >= request.tokenCountMax();
    }

    /// The listener has heard of the end.
    boolean isOver() {
        return isOver;
    }

    /// Why it ended by the server's word; null before.
    @Nullable FinishReason finishReason() {
        return finishReason;
    }

    void setFinishReason(FinishReason reason, long nowNanos) {
        finishReason = reason;
        finishNanos = nowNanos;
    }

    /// When the server said so.
    long finishNanos() {
        return finishNanos;
    }

    /// Emits what a chunk brings; answers why the sequence ends with it, by our own word.
    @Nullable FinishReason onChunk(Chunk chunk) {
        if (chunk.promptTokens() != Chunk.UNTOLD) {
            promptTokensTold = chunk.promptTokens();
        }
        if (chunk.completionTokens() != Chunk.UNTOLD) {
            completionTokensTold = chunk.completionTokens();
        }
        String text = wholeText.next(chunk.text());
        if (text.isEmpty()) {
            return null;
        }
        if (isFull()) {
            return FinishReason.LENGTH;
        }
        TokenVerdict verdict = emitToken(text);
        int textless =
                Math.min(completionTokensTold + emittedTokenCount - tokenCount, TEXTLESS_COUNT_MAX);
        for (int i = 0; i < textless && verdict == TokenVerdict.CONTINUE; i++) {
            verdict = emitToken("");
        }
        return verdict == TokenVerdict.STOP ? FinishReason.STOP : null;
    }

    private TokenVerdict emitToken(String text) {
        tokenCount++;
        TokenVerdict verdict = TokenVerdict.CONTINUE;
        for (int id : TextPieces.of(text)) {
            if (verdict == TokenVerdict.CONTINUE) {
                verdict = listener.onToken(request, position++, id, null);
            }
        }
        return verdict;
    }

    /// What stands on the server for it, about.
    int cachedTokenCount() {
        return request.promptTokenCount() + tokenCount;
    }

    int tokenCount() {
        return tokenCount;
    }

    SequenceOutcome outcome(FinishReason reason, @Nullable SluiceException failure) {
        return new SequenceOutcome(reason, promptTokenCount(), completionTokenCount(), failure);
    }

    /// The server counts what was emitted before as prompt.
    private int promptTokenCount() {
        return promptTokensTold == Chunk.UNTOLD
                ? request.promptTokenCount()
                : Math.max(0, promptTokensTold - emittedTokenCount);
    }

    private int completionTokenCount() {
        return completionTokensTold == Chunk.UNTOLD
                ? tokenCount
                : emittedTokenCount + completionTokensTold;
    }

    void tellEnd(SequenceOutcome outcome) {
        isOver = true;
        listener.onFinished(request, outcome);
    }
}
