package dev.sluice.masking.transform;

import dev.sluice.masking.detect.EntityType;

/// The value is reported and shown. It neither holds text back nor hides another type's match
/// within it: a mobile number in a kept address is masked all the same.
public record Keep() implements SelfContained {

    @Override
    public String action() {
        return "keep";
    }

    @Override
    public String replace(EntityType type, String value) {
        return value;
    }

    @Override
    public String replaceRest(EntityType type, int length) {
        throw new IllegalStateException("kept text is shown as it is, never replaced: " + type);
    }
}
