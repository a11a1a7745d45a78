package dev.sluice.masking.transform;

import dev.sluice.masking.detect.EntityType;

/// What stands for values under the keys of one conversation.
public interface KeyedTokens {

    /// For who has no keys: the name of the type stands for every value.
    KeyedTokens NONE =
            new KeyedTokens() {
                @Override
                public String pseudonym(EntityType type, String value, String original) {
                    return new Placeholder().replace(type, value);
                }

                @Override
                public String hash(EntityType type, String value) {
                    return new Placeholder().replace(type, value);
                }

                @Override
                public String formatPreserved(EntityType type, String value) {
                    return new Placeholder().replace(type, value);
                }
            };

    /// The same for every spelling of a value within the conversation.
    ///
    /// @param value as detectors see it (folded)
    /// @param original as it stands in the text: what comes back in answers
    String pseudonym(EntityType type, String value, String original);

    /// The same for every spelling of a value, in all conversations of the tenant.
    String hash(EntityType type, String value);

    /// Other digits in the value's own form; the same digits for the same digits, in all
    /// conversations of the tenant. Of a value that has too few, the name of its type.
    String formatPreserved(EntityType type, String value);
}
