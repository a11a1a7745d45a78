package dev.sluice.modelbuilder.tokenizer;

import dev.sluice.modelbuilder.gguf.DamagedModelException;

/// What a vocabulary entry is, as GGUF's `tokenizer.ggml.token_type` numbers it.
enum TokenKind {
    NORMAL,
    UNKNOWN,
    CONTROL,
    USER_DEFINED,
    UNUSED,
    BYTE;

    static TokenKind ofNumber(long number) {
        if (number < 1 || number > values().length) {
            throw new DamagedModelException(
                    "token type is %d, known are 1 to %d".formatted(number, values().length));
        }
        return values()[(int) number - 1];
    }

    /// Found in the text before the model splits it, and never taken apart.
    boolean isAdded() {
        return isSpecial() || this == USER_DEFINED;
    }

    /// Left out of decoded text.
    boolean isSpecial() {
        return this == CONTROL || this == UNKNOWN;
    }

    /// Can be the result or a part of a merge.
    boolean isText() {
        return this == NORMAL || this == USER_DEFINED;
    }
}
