package dev.sluice.worker.decode;

import dev.sluice.worker.constraint.AnswerConstraint;
import dev.sluice.worker.constraint.TokenAutomaton;
import dev.sluice.worker.sampling.SamplingParameters;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What to generate. `emittedTokens` are those that an earlier worker has published already; they
/// are replayed and not emitted again. `tokenCountMax` counts them too. What was read of a prompt
/// is used again for others of the same `prefixScope` only. Immutable; holds a prompt, so its text
/// shows sizes only.
public final class SequenceRequest {
    public static final int NO_LOGPROBS = -1;

    private final SequenceKey key;
    private final int[] promptTokens;
    private final int[] emittedTokens;
    private final int tokenCountMax;
    private final int[] endTokens;
    private final SamplingParameters sampling;
    private final int logprobCount;
    private final String prefixScope;
    private final @Nullable TokenAutomaton grammar;

    private SequenceRequest(
            SequenceKey key,
            int[] promptTokens,
            int[] emittedTokens,
            int tokenCountMax,
            int[] endTokens,
            SamplingParameters sampling,
            int logprobCount,
            String prefixScope,
            @Nullable TokenAutomaton grammar) {
        if (tokenCountMax < 1) {
            throw new IllegalArgumentException(
                    "tokenCountMax is " + tokenCountMax + ", at least 1");
        }
        this.key = key;
        this.promptTokens = promptTokens.clone();
        this.emittedTokens = emittedTokens.clone();
        this.tokenCountMax = tokenCountMax;
        this.endTokens = endTokens.clone();
        this.sampling = sampling;
        this.logprobCount = logprobCount;
        this.prefixScope = prefixScope;
        this.grammar = grammar;
    }

    /// `endTokens` end the answer and are not part of it.
    public static SequenceRequest of(
            SequenceKey key,
            int[] promptTokens,
            int tokenCountMax,
            int[] endTokens,
            SamplingParameters sampling) {
        return new SequenceRequest(
                key,
                promptTokens,
                new int[0],
                tokenCountMax,
                endTokens,
                sampling,
                NO_LOGPROBS,
                "",
                null);
    }

    /// The same request, to be continued after these tokens.
    public SequenceRequest continuedFrom(int[] emitted) {
        return with(emitted, logprobCount, prefixScope, grammar);
    }

    /// The same request, with the probability of each token, and of the `topCount` most probable
    /// ones in its place.
    public SequenceRequest withLogprobs(int topCount) {
        return with(emittedTokens, topCount, prefixScope, grammar);
    }

    /// The same request, on this one's behalf: whoever shares a scope can tell from the time to the
    /// first token that a prompt was sent before.
    public SequenceRequest withPrefixScope(String scope) {
        return with(emittedTokens, logprobCount, scope, grammar);
    }

    /// The same request, whose answer is one of the grammar's texts.
    public SequenceRequest constrainedBy(TokenAutomaton texts) {
        return with(emittedTokens, logprobCount, prefixScope, texts);
    }

    private SequenceRequest with(
            int[] emitted, int topCount, String scope, @Nullable TokenAutomaton texts) {
        return new SequenceRequest(
                key,
                promptTokens,
                emitted,
                tokenCountMax,
                endTokens,
                sampling,
                topCount,
                scope,
                texts);
    }

    /// What the answer of at most so many tokens is held to, anew for each sequence.
    @Nullable AnswerConstraint constraint(int answerTokenCountMax) {
        return grammar == null
                ? null
                : new AnswerConstraint(grammar, endTokens, answerTokenCountMax);
    }

    public SequenceKey key() {
        return key;
    }

    public int promptTokenCount() {
        return promptTokens.length;
    }

    public int emittedTokenCount() {
        return emittedTokens.length;
    }

    public int tokenCountMax() {
        return tokenCountMax;
    }

    public SamplingParameters sampling() {
        return sampling;
    }

    /// How many of the most probable tokens are told beside each token; [#NO_LOGPROBS]: none, and
    /// not the token's own either.
    public int logprobCount() {
        return logprobCount;
    }

    public String prefixScope() {
        return prefixScope;
    }

    public int[] promptTokens() {
        return promptTokens.clone();
    }

    public int[] emittedTokens() {
        return emittedTokens.clone();
    }

    boolean isEndToken(int tokenId) {
        for (int endToken : endTokens) {
            if (endToken == tokenId) {
                return true;
            }
        }
        return false;
    }

    /// The first token id, of prompt, emitted tokens or logit bias, that a vocabulary of this size
    /// does not have.
    OptionalInt firstTokenOutside(int vocabularySize) {
        IntStream biased = sampling.logitBias().keySet().stream().mapToInt(Integer::intValue);
        return IntStream.concat(
                        IntStream.concat(Arrays.stream(promptTokens), Arrays.stream(emittedTokens)),
                        biased.sorted())
                .filter(id -> id < 0 || id >= vocabularySize)
                .findFirst();
    }

    @Override
    public String toString() {
        return "SequenceRequest[key=%s, promptTokenCount=%d, emittedTokenCount=%d]"
                .formatted(key, promptTokens.length, emittedTokens.length);
    }
}
