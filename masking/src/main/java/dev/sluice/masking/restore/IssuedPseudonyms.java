package dev.sluice.masking.restore;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The pseudonyms given out for a conversation's prompts, each with the caller's own value.
/// Immutable; prints neither.
public final class IssuedPseudonyms {
    public static final IssuedPseudonyms NONE = of(Map.of());

    private final Map<String, String> values;

    /// In lower case, sorted; beside each its value.
    private final List<String> forms = new ArrayList<>();

    private final List<String> sortedValues = new ArrayList<>();

    private IssuedPseudonyms(Map<String, String> values) {
        this.values = values;
        TreeMap<String, String> sorted = new TreeMap<>();
        values.forEach((pseudonym, value) -> sorted.put(pseudonym.toLowerCase(Locale.ROOT), value));
        forms.addAll(sorted.keySet());
        sortedValues.addAll(sorted.values());
    }

    /// From pseudonyms, `<` and `>` included, and their values.
    public static IssuedPseudonyms of(Map<String, String> values) {
        return new IssuedPseudonyms(Map.copyOf(values));
    }

    public Map<String, String> values() {
        return values;
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    @Override
    public String toString() {
        return "[" + values.size() + " pseudonyms]";
    }

    /// Those that begin with a given text: the sorted ones from `from` to before `to`.
    record Match(int from, int to, int length) {
        boolean isNone() {
            return from == to;
        }
    }

    Match all() {
        return new Match(0, forms.size(), 0);
    }

    /// Those of `match` that go on with this character.
    Match next(Match match, char lowerCase) {
        int from = firstFrom(match, lowerCase);
        int to = firstFrom(match, (char) (lowerCase + 1));
        return new Match(from, to, match.length() + 1);
    }

    /// Whether a pseudonym is complete. None is the beginning of another: each ends in its only
    /// `>`.
    boolean isComplete(Match match) {
        return !match.isNone() && forms.get(match.from()).length() == match.length();
    }

    String value(Match complete) {
        return sortedValues.get(complete.from());
    }

    /// Place of the first one of `match` whose next character is `character` or a higher one.
    private int firstFrom(Match match, char character) {
        int low = match.from();
        int high = match.to();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (forms.get(middle).charAt(match.length()) < character) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
