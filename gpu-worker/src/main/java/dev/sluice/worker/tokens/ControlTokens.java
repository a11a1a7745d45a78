package dev.sluice.worker.tokens;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The token texts that structure a prompt, and that must therefore come from the template only.
///
/// Those are the special tokens, and the other added tokens that the chat template itself writes:
/// DeepSeek's `<｜User｜>` is not marked special, Gemma's `<table>` is an ordinary word of its
/// vocabulary. White space and single characters are never control tokens.
public final class ControlTokens {
    private final Map<Character, List<AddedToken>> byFirstLetter = new HashMap<>();
    private final Set<Integer> ids = new HashSet<>();

    private ControlTokens(List<AddedToken> tokens) {
        for (AddedToken token : tokens) {
            ids.add(token.id());
            byFirstLetter
                    .computeIfAbsent(token.text().charAt(0), _ -> new ArrayList<>())
                    .add(token);
        }
        byFirstLetter
                .values()
                .forEach(same ->
                        same.sort(Comparator.comparingInt(ControlTokens::length).reversed()));
    }

    /// The control tokens of a model; `templateSource` is its chat template, empty when it has
    /// none.
    public static ControlTokens of(TokenBytes tokens, String templateSource) {
        return new ControlTokens(
                tokens.addedTokens().stream()
                        .filter(token -> canSteer(token.text()))
                        .filter(token -> token.special() || templateSource.contains(token.text()))
                        .toList());
    }

    private static boolean canSteer(String text) {
        return text.codePointCount(0, text.length()) > 1 && !text.isBlank();
    }

    private static int length(AddedToken token) {
        return token.text().length();
    }

    boolean contains(int tokenId) {
        return ids.contains(tokenId);
    }

    /// The length of the longest control token that stands at `index`, or 0.
    int lengthAt(String text, int index) {
        for (AddedToken token : byFirstLetter.getOrDefault(text.charAt(index), List.of())) {
            if (text.startsWith(token.text(), index)) {
                return token.text().length();
            }
        }
        return 0;
    }
}
