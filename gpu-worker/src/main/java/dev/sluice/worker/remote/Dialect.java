package dev.sluice.worker.remote;

import java.util.Locale;

/// What a server understands beyond OpenAI's own parameters, and how it continues an answer that
/// was begun elsewhere.
public enum Dialect {
    /// Nothing more: the widest range of servers. A conversation's answer cannot be continued.
    OPENAI,
    VLLM,
    SGLANG,
    LLAMA_CPP;

    /// By what the server says of itself in `owned_by`; one that is not known is taken for OpenAI.
    static Dialect ofOwner(String ownedBy) {
        return switch (ownedBy.toLowerCase(Locale.ROOT)) {
            case "vllm" -> VLLM;
            case "sglang" -> SGLANG;
            case "llamacpp" -> LLAMA_CPP;
            default -> OPENAI;
        };
    }

    /// Whether a conversation whose answer has begun can be sent, for the server to go on.
    boolean isContinuing() {
        return this != OPENAI;
    }

    /// Whether `top_k`, `min_p` and a repetition penalty can be sent.
    boolean isSamplingWider() {
        return this != OPENAI;
    }

    /// Whether each chunk can tell the tokens so far: one chunk may have several of them.
    boolean isCounting() {
        return this == VLLM || this == SGLANG;
    }

    /// The name as configuration and messages have it.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
