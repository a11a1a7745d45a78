package dev.sluice.worker.decode;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import dev.sluice.worker.kvcache.PromptTokens;
import dev.sluice.worker.kvcache.SlotOccupant;
import dev.sluice.worker.sampling.Logprobs;
import dev.sluice.worker.sampling.Sampler;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// One sequence from admission to its end.
///
/// ```
/// tokens   prompt ············│ emitted before ········│ sampled here ···
/// fed by   reuse, prefill     │ replay, decode passes  │ decode passes
///                      ▲ cachedTokenCount ≤ knownTokenCount ▲
/// ```
///
/// The token at `cachedTokenCount` is the next to be fed. Logits that follow a token which has a
/// successor already are not looked at: that is all a replay is. Engine thread, except where a
/// method says otherwise.
final class RunningSequence implements SlotOccupant {
    private final SequenceRequest request;
    private final TokenListener listener;
    private final Sampler sampler;
    private final long arrival;
    private final AtomicBoolean isCancelRequested = new AtomicBoolean();
    private final PromptTokens prompt;
    private final int[] tokens;
    private final int promptTokenCount;
    private int knownTokenCount;
    private int cachedTokenCount;
    private int reusedTokenCount;
    private boolean isFinished;

    RunningSequence(
            SequenceRequest request,
            TokenListener listener,
            Sampler sampler,
            int slotLength,
            long arrival) {
        this.request = request;
        this.listener = listener;
        this.sampler = sampler;
        this.arrival = arrival;
        this.promptTokenCount = request.promptTokenCount();
        int[] promptTokens = request.promptTokens();
        this.prompt = new PromptTokens(request.prefixScope(), promptTokens);
        int[] emitted = request.emittedTokens();
        int room = Math.max(emitted.length, Math.min(request.tokenCountMax(), slotLength));
        this.tokens = new int[Math.min(promptTokenCount + room, slotLength)];
        System.arraycopy(promptTokens, 0, tokens, 0, promptTokenCount);
        this.knownTokenCount = promptTokenCount;
        for (int i = 0; i < emitted.length && knownTokenCount < tokens.length; i++) {
            append(emitted[i]);
        }
    }

    SequenceRequest request() {
        return request;
    }

    /// Rises with each admission.
    long arrival() {
        return arrival;
    }

    /// Any thread. True for the first call only, so that a sequence has at most one cancel in the
    /// inbox.
    boolean requestCancel() {
        return isCancelRequested.compareAndSet(false, true);
    }

    boolean isFinished() {
        return isFinished;
    }

    /// Nothing may follow: the caller's limit or the slot's end is reached.
    boolean isFull() {
        return generatedTokenCount() >= request.tokenCountMax() || knownTokenCount >= tokens.length;
    }

    boolean isPrefilling() {
        return cachedTokenCount < promptTokenCount;
    }

    /// To be read, what others had read already not counted.
    boolean isPromptLong() {
        return PrefillPace.isLong(promptTokenCount - reusedTokenCount);
    }

    int promptTokenCountLeft() {
        return promptTokenCount - cachedTokenCount;
    }

    @Override
    public PromptTokens prompt() {
        return prompt;
    }

    @Override
    public int cachedTokenCount() {
        return cachedTokenCount;
    }

    /// The sequence's own array, for the engine to read.
    int[] tokens() {
        return tokens;
    }

    int nextToken() {
        return tokens[cachedTokenCount];
    }

    void onCached(int tokenCount) {
        cachedTokenCount += tokenCount;
    }

    void onReused(int tokenCount) {
        reusedTokenCount += tokenCount;
        onCached(tokenCount);
    }

    /// The cache holds nothing of it any more: the prompt is read again, and the tokens that it has
    /// are replayed.
    void restart() {
        cachedTokenCount = 0;
        reusedTokenCount = 0;
    }

    /// Samples and emits the token that follows, unless it is known already. Answers the outcome if
    /// this ends the sequence.
    @Nullable SequenceOutcome onLogits(MemorySegment logits) {
        boolean isReplaying = cachedTokenCount < knownTokenCount;
        return isReplaying ? null : sampleNext(logits);
    }

    SequenceOutcome outcome(FinishReason reason) {
        return new SequenceOutcome(reason, promptTokenCount, generatedTokenCount(), null);
    }

    SequenceOutcome outcome(SluiceException failure) {
        return new SequenceOutcome(
                FinishReason.ERROR, promptTokenCount, generatedTokenCount(), failure);
    }

    void finish(SequenceOutcome outcome) {
        isFinished = true;
        listener.onFinished(request, outcome);
    }

    private @Nullable SequenceOutcome sampleNext(MemorySegment logits) {
        try {
            if (sampler.isComplete()) {
                return outcome(FinishReason.STOP);
            }
            int position = generatedTokenCount();
            int tokenId = sampler.sample(logits, position);
            if (request.isEndToken(tokenId)) {
                return outcome(FinishReason.STOP);
            }
            @Nullable Logprobs logprobs = logprobs(tokenId);
            append(tokenId);
            return emit(position, tokenId, logprobs);
        } catch (SluiceException failure) {
            return outcome(failure);
        }
    }

    private @Nullable Logprobs logprobs(int tokenId) {
        int topCount = request.logprobCount();
        return topCount == SequenceRequest.NO_LOGPROBS ? null : sampler.logprobs(tokenId, topCount);
    }

    private @Nullable SequenceOutcome emit(int position, int tokenId, @Nullable Logprobs logprobs) {
        TokenVerdict verdict = tellListener(position, tokenId, logprobs);
        if (verdict == TokenVerdict.STOP || sampler.isComplete()) {
            return outcome(FinishReason.STOP);
        }
        return isFull() ? outcome(FinishReason.LENGTH) : null;
    }

    private TokenVerdict tellListener(int position, int tokenId, @Nullable Logprobs logprobs) {
        try {
            return listener.onToken(request, position, tokenId, logprobs);
        } catch (RuntimeException e) {
            throw new SluiceException(
                    ErrorCode.INTERNAL, "token " + position + " could not be passed on", e);
        }
    }

    private void append(int tokenId) {
        tokens[knownTokenCount++] = tokenId;
        sampler.accept(tokenId);
    }

    private int generatedTokenCount() {
        return knownTokenCount - promptTokenCount;
    }
}
