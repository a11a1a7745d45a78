package dev.sluice.gateway.rendering;

import dev.sluice.contracts.ObjectId;
import dev.sluice.gateway.admission.ResponseForm;
import java.time.Instant;

/// A response as far as it is known when it is asked for.
public record ResponseView(ObjectId id, Instant createdAt, ResponseForm form) {
    private static final int PREFIX_LENGTH = "resp_".length();

    /// The id of its one output item: it follows from the response's, so every gateway gives the
    /// same.
    String itemId() {
        return "msg_" + suffix();
    }

    String inputItemId(int position) {
        return "msg_" + suffix() + "_in" + position;
    }

    private String suffix() {
        return id.value().substring(Math.min(PREFIX_LENGTH, id.value().length()));
    }
}
