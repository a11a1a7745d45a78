package dev.sluice.worker.chat;

/// The marker texts a template gets as `bos_token` and `eos_token`; empty where the model has none.
public record TemplateTokens(String beginning, String end) {
    public static final TemplateTokens NONE = new TemplateTokens("", "");
}
