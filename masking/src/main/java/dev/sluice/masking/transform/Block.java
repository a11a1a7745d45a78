package dev.sluice.masking.transform;

import dev.sluice.masking.detect.EntityType;

/// Nothing is shown from the match on; whoever drives the masker ends the request.
public record Block() implements SelfContained {

    @Override
    public String action() {
        return "block";
    }

    @Override
    public String replace(EntityType type, String value) {
        return "";
    }

    @Override
    public String replaceRest(EntityType type, int length) {
        return "";
    }
}
