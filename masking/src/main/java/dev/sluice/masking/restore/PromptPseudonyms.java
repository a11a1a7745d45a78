package dev.sluice.masking.restore;

import dev.sluice.masking.detect.EntityType;
import dev.sluice.masking.transform.KeyedTokens;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// Gives out the pseudonyms of one prompt and keeps the value of each, as it is spelt first.
///
/// A function of the texts in their order: a next turn, whose history begins with the same texts,
/// gives the same pseudonyms. Owned by one request; one thread at a time.
public final class PromptPseudonyms implements KeyedTokens {
    /// Values that are kept. What is found beyond gets its pseudonym and keeps it in the answer:
    /// one record must carry all of them.
    public static final int VALUES_MAX = 10_000;

    /// The same bound in characters, for long values.
    public static final int CHARACTERS_MAX = 1 << 20;

    private final ConversationKeys keys;
    private final Map<String, String> canonicals = new HashMap<>();
    private final Map<String, String> values = new LinkedHashMap<>();
    private int characters;

    public PromptPseudonyms(ConversationKeys keys) {
        this.keys = keys;
    }

    @Override
    public String pseudonym(EntityType type, String value, String original) {
        String canonical = CanonicalValue.of(type, value);
        for (int choice = 0; ; choice++) {
            String pseudonym = keys.pseudonym(type, canonical, choice);
            String taken = canonicals.get(pseudonym);
            if (taken == null) {
                keep(pseudonym, canonical, original);
            }
            if (taken == null || taken.equals(canonical)) {
                return pseudonym;
            }
        }
    }

    @Override
    public String hash(EntityType type, String value) {
        return keys.hash(type, value);
    }

    @Override
    public String formatPreserved(EntityType type, String value) {
        return keys.formatPreserved(type, value);
    }

    /// What was given out so far.
    public IssuedPseudonyms issued() {
        return IssuedPseudonyms.of(values);
    }

    private void keep(String pseudonym, String canonical, String original) {
        int size = pseudonym.length() + original.length();
        if (values.size() < VALUES_MAX && characters + size <= CHARACTERS_MAX) {
            canonicals.put(pseudonym, canonical);
            values.put(pseudonym, original);
            characters += size;
        }
    }
}
