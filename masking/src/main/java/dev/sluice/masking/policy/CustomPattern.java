package dev.sluice.masking.policy;

import dev.sluice.masking.detect.Detector;
import dev.sluice.masking.detect.Detector.Boundaries;
import dev.sluice.masking.detect.EntityType;

/// A tenant's own pattern: a regular expression in the usual syntax, as far as an automaton of
/// bounded size can follow it one character at a time.
///
/// | taken | refused |
/// |---|---|
/// | literals, `.`, classes, `\d \w \s` and their negations, groups, alternatives | back-references, look-around, inline flags but a leading `(?i)` |
/// | `?`, `{n}`, `{n,m}`; `*`, `+` and `{n,}` of one character that is not "any" | unbounded `.*`, unbounded groups, lazy and possessive repetition |
/// | `\b` as the first and the last thing | `^`, `$`, any other `\b` |
///
/// A match has at most 320 characters, whatever the pattern says.
public final class CustomPattern {
    public static final int LENGTH_MAX = 512;

    private static final int PRIORITY = 60;
    private static final String WORD = "A-Za-z0-9_";

    private CustomPattern() {}

    /// The detector of a custom type.
    public static Detector compile(EntityType type, String pattern) throws RefusedPatternException {
        if (pattern.isEmpty() || pattern.length() > LENGTH_MAX) {
            throw new RefusedPatternException(
                    "pattern has %d characters, allowed are 1 to %d"
                            .formatted(pattern.length(), LENGTH_MAX));
        }
        String rest = pattern;
        boolean ignoresCase = rest.startsWith("(?i)");
        rest = ignoresCase ? rest.substring("(?i)".length()) : rest;
        boolean isWordStart = rest.startsWith("\\b");
        rest = isWordStart ? rest.substring(2) : rest;
        boolean isWordEnd = rest.endsWith("\\b") && !rest.endsWith("\\\\b");
        rest = isWordEnd ? rest.substring(0, rest.length() - 2) : rest;
        String translated = new PatternTranslation(rest, ignoresCase).translate();
        AutomatonBound.check(translated);
        var boundaries = new Boundaries(isWordStart ? WORD : "", isWordEnd ? WORD : "");
        return Detector.of(type, "custom-" + type, boundaries, PRIORITY, translated);
    }
}
