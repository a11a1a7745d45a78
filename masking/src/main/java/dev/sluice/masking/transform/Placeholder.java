package dev.sluice.masking.transform;

import dev.sluice.masking.detect.EntityType;

/// The name of the type between angle quotation marks: `‹EMAIL›`.
public record Placeholder() implements SelfContained {

    @Override
    public String action() {
        return "placeholder";
    }

    @Override
    public String replace(EntityType type, String value) {
        return "\u2039" + type.name() + "\u203a";
    }

    @Override
    public String replaceRest(EntityType type, int length) {
        return replace(type, "");
    }
}
