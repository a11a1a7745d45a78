package dev.sluice.masking.transform;

import dev.sluice.masking.detect.EntityType;
import java.util.Locale;

/// Text of a prompt that has the form of a pseudonym but is none: `<EMAIL_k7q2m9x4>`, typed by a
/// user or planted in a document, becomes `‹EMAIL›`. So a model never repeats what only looks like
/// one of this conversation's pseudonyms. Nothing of it is shown: there may be a value within it.
///
/// A type of its own, not an action that policies name.
public record LookAlike() implements SelfContained {

    /// What findings call it.
    public static final EntityType TYPE = new EntityType("PSEUDONYM_LOOK_ALIKE");

    @Override
    public String action() {
        return "neutralise";
    }

    @Override
    public String replace(EntityType type, String value) {
        String name = value.substring(opening(value), value.lastIndexOf('_')).replace("\\", "");
        return new Placeholder().replace(new EntityType(name.toUpperCase(Locale.ROOT)), value);
    }

    @Override
    public String replaceRest(EntityType type, int length) {
        return "*".repeat(length);
    }

    private static int opening(String value) {
        if (value.startsWith("<")) {
            return 1;
        }
        return value.startsWith("\\<") ? 2 : value.startsWith("&") ? "&lt;".length() : 6;
    }
}
