package dev.sluice.masking.rewrite;

import dev.sluice.contracts.event.PlacedLogprobs;
import dev.sluice.contracts.event.TokenLogprobs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Cuts what masking lets through into pieces of one token each, so that text which was held back
/// for a few tokens still reaches the client token by token.
///
/// Only text that passed unchanged can be cut: what was masked has lost its tokens and stays one
/// piece. A token of which the first part is visible waits for its rest: it came in one piece, and
/// sending its parts apart would make two records of almost every word. Half a surrogate pair waits
/// for the other half: alone it is no text. A token's probabilities go with its piece
/// ([ShownLogprobs]). Owned by the request's [AnswerRewrite].
final class TokenPieces {
    /// Text to show at once, and the probabilities of the tokens that end in it; null for none.
    record Piece(String text, @Nullable List<TokenLogprobs> logprobs) {}

    /// Raw token texts that are not wholly visible yet, oldest first; the visible part of the first
    /// one is cut off.
    private final Deque<String> pending = new ArrayDeque<>();

    private final ShownLogprobs logprobs = new ShownLogprobs();
    private int pendingLength;

    /// Raw units that masking has decided.
    private long decidedTo;

    /// The visible part of the first pending token.
    private String begun = "";

    /// Takes the raw text of the next token, and its probabilities where they are asked for.
    void append(String tokenText, @Nullable PlacedLogprobs placed) {
        logprobs.append(placed);
        if (!tokenText.isEmpty()) {
            pending.add(tokenText);
            pendingLength += tokenText.length();
        }
    }

    /// The pieces to show, of what became visible.
    ///
    /// @param heldLength UTF-16 units at the end of the raw text that are not decided yet
    List<Piece> cut(String visible, int heldLength) {
        int length = Math.max(0, pendingLength - heldLength);
        if (isNextToken(visible, length)) {
            pass(length);
            return List.of(new Piece(pending.remove(), logprobs.show(length)));
        }
        String known = begun + visible;
        List<String> tokens = takeTokens(length);
        String begins = begun;
        if (!known.equals(String.join("", tokens) + begins)) {
            begun = "";
            logprobs.skipTo(decidedTo);
            return known.isEmpty() ? List.of() : List.of(new Piece(known, null));
        }
        List<Piece> pieces = new ArrayList<>(tokens.size());
        for (String token : tokens) {
            pieces.add(new Piece(token, logprobs.show(token.length())));
        }
        return pieces;
    }

    /// The usual case: nothing is held back, before or behind.
    private boolean isNextToken(String visible, int length) {
        return begun.isEmpty()
                && length > 0
                && length == visible.length()
                && visible.equals(pending.peek())
                && !endsInHalf(visible);
    }

    /// Moves past what became visible, all of which is shown at once. Answers what was visible
    /// before and goes in front of it.
    String takeAll(String visible, int heldLength) {
        String before = takeBegun();
        var _ = cut(visible, heldLength);
        var _ = takeBegun();
        logprobs.skipTo(decidedTo);
        return before;
    }

    /// What is visible of a token whose rest will not come.
    String takeBegun() {
        String rest = begun;
        begun = "";
        return rest;
    }

    /// Whole tokens within the next `length` units of the raw text; what is left is [#begun].
    private List<String> takeTokens(int length) {
        List<String> taken = new ArrayList<>();
        int wanted = length;
        while (wanted > 0) {
            String token = pending.remove();
            int shown = Math.min(wanted, token.length());
            wanted -= shown;
            begun += token.substring(0, shown);
            if (shown < token.length()) {
                pending.addFirst(token.substring(shown));
            } else if (!endsInHalf(begun)) {
                taken.add(takeBegun());
            }
        }
        pass(length);
        return taken;
    }

    private void pass(int length) {
        pendingLength -= length;
        decidedTo += length;
    }

    private static boolean endsInHalf(String text) {
        return Character.isHighSurrogate(text.charAt(text.length() - 1));
    }
}
