package dev.sluice.worker.decode;

import dev.sluice.contracts.SluiceException;
import org.jspecify.annotations.Nullable;

/// How a sequence ended, and what it used. `completionTokenCount` counts replayed tokens too, and
/// no end token. `failure` is present if and only if the reason is `ERROR`.
public record SequenceOutcome(
        FinishReason reason,
        int promptTokenCount,
        int completionTokenCount,
        @Nullable SluiceException failure) {
    public SequenceOutcome {
        if ((reason == FinishReason.ERROR) != (failure != null)) {
            throw new IllegalArgumentException("a failure is needed with ERROR, and only there");
        }
    }
}
