package dev.sluice.masking.transform;

import dev.sluice.masking.detect.EntityType;

/// A keyed digest, the same in all conversations of a tenant and never turned back:
/// `‹BANK_CARD#k7q2m9x4p0ab›`.
public record Hash() implements Keyed {

    @Override
    public String action() {
        return "hash";
    }

    @Override
    public String replace(EntityType type, String value, String original, KeyedTokens tokens) {
        return tokens.hash(type, value);
    }
}
