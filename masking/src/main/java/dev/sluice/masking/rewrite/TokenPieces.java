package dev.sluice.masking.rewrite;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Cuts what masking lets through into pieces of one token each, so that text which was held back
/// for a few tokens still reaches the client token by token.
///
/// Only text that passed unchanged can be cut: what was masked has lost its tokens and stays one
/// piece. Owned by the request's [AnswerRewrite].
final class TokenPieces {
    /// Raw token texts that are not wholly shown yet, oldest first; a token is cut when part of it
    /// is shown.
    private final Deque<String> pending = new ArrayDeque<>();

    private int pendingLength;

    /// Takes the raw text of the next token.
    void append(String tokenText) {
        if (!tokenText.isEmpty()) {
            pending.add(tokenText);
            pendingLength += tokenText.length();
        }
    }

    /// The pieces of what became visible.
    ///
    /// @param heldLength UTF-16 units at the end of the raw text that are not decided yet
    List<String> cut(String visible, int heldLength) {
        List<String> shown = takeRaw(pendingLength - heldLength);
        if (visible.isEmpty()) {
            return List.of();
        }
        return String.join("", shown).equals(visible) ? shown : List.of(visible);
    }

    private List<String> takeRaw(int length) {
        List<String> taken = new ArrayList<>();
        int wanted = length;
        while (wanted > 0) {
            String token = pending.remove();
            if (token.length() > wanted) {
                pending.addFirst(token.substring(wanted));
                addToLast(taken, token.substring(0, wanted));
                break;
            }
            taken.add(token);
            wanted -= token.length();
        }
        pendingLength -= Math.max(0, length);
        return taken;
    }

    /// A token's first part goes along with what precedes it: a piece of its own would make two
    /// records of almost every word.
    private static void addToLast(List<String> taken, String part) {
        if (taken.isEmpty()) {
            taken.add(part);
        } else {
            taken.set(taken.size() - 1, taken.getLast() + part);
        }
    }
}
