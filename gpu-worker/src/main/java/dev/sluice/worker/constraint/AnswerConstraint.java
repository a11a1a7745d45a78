package dev.sluice.worker.constraint;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import dev.sluice.grammar.automaton.AutomatonLimitException;
import dev.sluice.grammar.automaton.Configuration;
import dev.sluice.worker.sampling.LogitsProcessor;
import org.jspecify.annotations.Nullable;

/// Holds one sequence to a grammar: tokens that lead out of it become impossible, and an end token
/// is possible only where the text is whole. What it knows is a function of the tokens it was told,
/// so a continuation goes on like the sequence that broke off.
///
/// Told by whoever owns the sequence: at first the thread that admits it, then the engine thread.
public final class AnswerConstraint implements LogitsProcessor {
    private static final int[] NO_TOKENS = {};

    private final TokenAutomaton automaton;
    private final int[] endTokens;
    private final int tokenCountMax;
    private Configuration at;
    private int tokenCount;
    private @Nullable SluiceException failure;

    /// `tokenCountMax`: tokens of the answer, those of an earlier worker included.
    public AnswerConstraint(TokenAutomaton automaton, int[] endTokens, int tokenCountMax) {
        this.automaton = automaton;
        this.endTokens = endTokens.clone();
        this.tokenCountMax = tokenCountMax;
        this.at = automaton.start();
    }

    @Override
    public void process(float[] logits) {
        if (failure != null) {
            throw failure;
        }
        int[] ends = at.isAccepting() ? endTokens : NO_TOKENS;
        TokenMask mask = mask();
        if (mask.count() + ends.length == 0) {
            throw new SluiceException(
                    ErrorCode.INTERNAL,
                    "no token of the vocabulary goes on with the answer's format");
        }
        mask.apply(logits, ends);
    }

    /// Why no exception: a replay happens on the admitting thread, and is answered for when the
    /// next token is asked for.
    @Override
    public void onToken(int tokenId) {
        if (failure != null) {
            return;
        }
        try {
            at = automaton.after(at, tokenCount == 0, tokenId);
        } catch (AutomatonLimitException e) {
            failure = tooMuch(e);
        }
        if (at.isDead()) {
            failure =
                    new SluiceException(
                            ErrorCode.INTERNAL,
                            "token " + tokenCount + " of the answer is not within its format");
        }
        tokenCount++;
    }

    @Override
    public boolean isComplete() {
        return at.isComplete() && failure == null;
    }

    private TokenMask mask() {
        try {
            return automaton.mask(at, tokenCount == 0, tokenCountMax - tokenCount);
        } catch (AutomatonLimitException e) {
            throw tooMuch(e);
        }
    }

    private static SluiceException tooMuch(AutomatonLimitException cause) {
        return new SluiceException(
                ErrorCode.INVALID_PARAMETER, "the answer's format: " + cause.getMessage(), cause);
    }
}
