package dev.sluice.gateway.intake;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.RequestId;
import dev.sluice.gateway.admission.Refusal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Why a line was not let in, where that hangs on more than the line: another time it might have
/// been. So the refusal is claimed under the line's key, as a request would be: its code stands in
/// the claimed id, and whoever reads the line again says the same.
enum LineRefusal {
    UNKNOWN_MODEL("no-model", ErrorCode.MODEL_NOT_FOUND, "the model does not exist", "model"),
    MODELS_NOT_KNOWN(
            "no-models",
            ErrorCode.MESH_UNAVAILABLE,
            "it was not known in time which models there are"),
    OVER_LIMITS(
            "over-limits",
            ErrorCode.RATE_LIMIT_EXCEEDED,
            "the line waited for its tenant's limits for as long as it may"),
    OVER_BUDGET(
            "over-budget",
            ErrorCode.INSUFFICIENT_QUOTA,
            "the line waited for its tenant's budget for as long as it may");

    private static final String PREFIX = "batch_req_refused:";

    private final String word;
    private final ErrorCode code;
    private final String message;
    private final @Nullable String param;

    LineRefusal(String word, ErrorCode code, String message) {
        this(word, code, message, null);
    }

    LineRefusal(String word, ErrorCode code, String message, @Nullable String param) {
        this.word = word;
        this.code = code;
        this.message = message;
        this.param = param;
    }

    Refusal refusal() {
        return Refusal.of(code, message, param);
    }

    /// `id`: what the request would have been called.
    ObjectId idFor(RequestId id) {
        String suffix = id.value().substring(id.value().lastIndexOf('_') + 1);
        return new ObjectId(PREFIX + word + ":" + suffix);
    }

    /// The refusal that an id stands for; empty: it is a request's.
    static Optional<LineRefusal> in(ObjectId id) {
        for (LineRefusal refusal : values()) {
            if (id.value().startsWith(PREFIX + refusal.word + ":")) {
                return Optional.of(refusal);
            }
        }
        return Optional.empty();
    }
}
