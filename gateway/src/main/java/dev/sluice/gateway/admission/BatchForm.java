package dev.sluice.gateway.admission;

import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.SensitiveText;
import java.time.Duration;
import java.util.Map;

/// A request for a batch, understood. `completionWindow` is `patience` as the caller wrote it.
public record BatchForm(
        ObjectId inputFileId,
        String endpoint,
        String completionWindow,
        Duration patience,
        Map<String, SensitiveText> metadata) {
    public BatchForm {
        metadata = Map.copyOf(metadata);
    }
}
