package dev.sluice.masking.transform;

import dev.sluice.masking.detect.EntityType;

/// A name that stands for the value throughout one conversation, and turns back into it for the
/// caller: `<BANK_CARD_k7q2m9x4>`.
public record Pseudonym() implements Keyed {

    @Override
    public String action() {
        return "pseudonym";
    }

    @Override
    public String replace(EntityType type, String value, String original, KeyedTokens tokens) {
        return tokens.pseudonym(type, value, original);
    }
}
