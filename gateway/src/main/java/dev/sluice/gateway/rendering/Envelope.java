package dev.sluice.gateway.rendering;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.FinishReason;
import dev.sluice.contracts.event.StreamEvent.StreamStarted;
import dev.sluice.contracts.event.Usage;
import dev.sluice.gateway.streaming.Choices;
import java.time.Instant;

/// What every object about one answer begins with, and the parts that several of them share.
record Envelope(RequestId requestId, Instant acceptedAt, PoolName pool) {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final int FINGERPRINT_DIGITS = 10;

    static Envelope of(StreamStarted started) {
        return new Envelope(started.requestId(), started.acceptedAt(), started.pool());
    }

    /// Opens the object and writes the common properties.
    JsonText open(StringBuilder out, String objectType) {
        return new JsonText(out)
                .object()
                .name("id")
                .text(requestId.value())
                .name("object")
                .text(objectType)
                .name("created")
                .number(acceptedAt.getEpochSecond())
                .name("model")
                .text(pool.value())
                .name("service_tier")
                .text("default")
                .name("system_fingerprint")
                .text(fingerprint());
    }

    /// The same pool is the same model version, so its name is what the fingerprint stands for
    /// (FNV-1a, 64 bits, cut).
    private String fingerprint() {
        long hash = FNV_OFFSET;
        for (int i = 0; i < pool.value().length(); i++) {
            hash = (hash ^ pool.value().charAt(i)) * FNV_PRIME;
        }
        return "fp_" + String.format("%016x", hash).substring(0, FINGERPRINT_DIGITS);
    }

    /// The id of one of the answer's calls, the same on every gateway, and another for each choice.
    String callId(int index) {
        String id = requestId.value();
        int behindPrefix = Math.max(id.lastIndexOf('-'), id.lastIndexOf('_')) + 1;
        int choice = Choices.of(requestId).indexOf(requestId);
        String place = choice == 0 ? "_" + index : "_" + choice + "_" + index;
        return "call_" + id.substring(behindPrefix) + place;
    }

    static void usage(JsonText json, Usage usage) {
        json.object()
                .name("prompt_tokens")
                .number(usage.promptTokens())
                .name("completion_tokens")
                .number(usage.completionTokens())
                .name("total_tokens")
                .number((long) usage.promptTokens() + usage.completionTokens())
                .endObject();
    }

    /// Of several choices: what they have written together. They have one prompt.
    static Usage sum(Usage one, Usage another) {
        return new Usage(
                Math.max(one.promptTokens(), another.promptTokens()),
                one.completionTokens() + another.completionTokens());
    }

    static String finishReason(FinishReason reason) {
        return switch (reason) {
            case STOP -> "stop";
            case LENGTH -> "length";
        };
    }
}
