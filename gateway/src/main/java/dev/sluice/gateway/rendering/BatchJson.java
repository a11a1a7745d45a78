package dev.sluice.gateway.rendering;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.event.ObjectEvent.BatchCreated;
import dev.sluice.contracts.event.ObjectEvent.BatchFinished;
import dev.sluice.contracts.event.ObjectEvent.Flaw;
import dev.sluice.contracts.event.ObjectEvent.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// OpenAI's `batch` object and the lines of its files.
public final class BatchJson {
    private BatchJson() {}

    /// A batch as it stands; absent times have not come yet.
    public record View(
            BatchCreated created,
            Map<String, SensitiveText> metadata,
            @Nullable Instant validatedAt,
            int lineCount,
            @Nullable Instant cancelledAt,
            @Nullable BatchFinished finished,
            int completedCount,
            int failedCount) {
        public View {
            metadata = Map.copyOf(metadata);
        }

        String status() {
            if (finished != null) {
                return switch (finished.outcome()) {
                    case COMPLETED -> "completed";
                    case FAILED -> "failed";
                    case EXPIRED -> "expired";
                    case CANCELLED -> "cancelled";
                };
            }
            if (cancelledAt != null) {
                return "cancelling";
            }
            return validatedAt == null ? "validating" : "in_progress";
        }

        @Nullable Instant endedAt(Outcome outcome) {
            return finished != null && finished.outcome() == outcome ? finished.occurredAt() : null;
        }
    }

    public static String of(View view) {
        JsonText json = new JsonText();
        append(json, view);
        return json.toString();
    }

    public static String list(Page<View> page) {
        JsonText json = new JsonText().object().name("object").text("list").name("data").array();
        page.items().forEach(view -> append(json, view));
        page.close(json.endArray(), view -> view.created().objectId().value());
        return json.endObject().toString();
    }

    private static void append(JsonText json, View view) {
        BatchCreated created = view.created();
        BatchFinished finished = view.finished();
        json.object().name("id").text(created.objectId().value()).name("object").text("batch");
        json.name("endpoint").text(created.endpoint()).name("errors");
        errors(json, finished == null ? List.of() : finished.flaws());
        json.name("input_file_id").text(created.inputFileId().value());
        json.name("completion_window").text(created.completionWindow());
        json.name("status").text(view.status()).name("output_file_id");
        json.text(
                finished == null || finished.outputFileId() == null
                        ? null
                        : finished.outputFileId().value());
        json.name("error_file_id")
                .text(
                        finished == null || finished.errorFileId() == null
                                ? null
                                : finished.errorFileId().value());
        time(json, "created_at", created.occurredAt());
        time(json, "in_progress_at", view.validatedAt());
        time(json, "expires_at", created.expiresAt());
        time(json, "finalizing_at", view.endedAt(Outcome.COMPLETED));
        time(json, "completed_at", view.endedAt(Outcome.COMPLETED));
        time(json, "failed_at", view.endedAt(Outcome.FAILED));
        time(json, "expired_at", view.endedAt(Outcome.EXPIRED));
        time(json, "cancelling_at", view.cancelledAt());
        time(json, "cancelled_at", view.endedAt(Outcome.CANCELLED));
        json.name("request_counts").object().name("total").number(view.lineCount());
        json.name("completed").number(view.completedCount());
        json.name("failed").number(view.failedCount()).endObject().name("metadata");
        metadata(json, view.metadata());
        json.endObject();
    }

    private static void time(JsonText json, String name, @Nullable Instant time) {
        json.name(name);
        if (time == null) {
            json.nothing();
        } else {
            json.number(time.getEpochSecond());
        }
    }

    private static void errors(JsonText json, List<Flaw> flaws) {
        if (flaws.isEmpty()) {
            json.nothing();
            return;
        }
        json.object().name("object").text("list").name("data").array();
        for (Flaw flaw : flaws) {
            json.object().name("code").text(flaw.code()).name("line");
            if (flaw.line() == null) {
                json.nothing();
            } else {
                json.number(flaw.line());
            }
            json.name("message").text(flaw.message()).name("param").text(flaw.param());
            json.endObject();
        }
        json.endArray().endObject();
    }

    private static void metadata(JsonText json, Map<String, SensitiveText> metadata) {
        if (metadata.isEmpty()) {
            json.nothing();
            return;
        }
        json.object();
        new TreeMap<>(metadata).forEach((name, value) -> json.name(name).text(value.value()));
        json.endObject();
    }

    /// A line of a file with answers or errors: the request ended with a status. `body` is JSON.
    public static String line(RequestId id, String customId, int status, String body) {
        JsonText json = opened(id.value(), customId).object().name("status_code").number(status);
        json.name("request_id").text(id.value()).name("body").raw(body).endObject();
        return json.name("error").nothing().endObject().toString();
    }

    /// A line of the file with errors: the request did not run.
    public static String unrun(String id, String customId, String code, String message) {
        JsonText json = opened(id, customId).nothing().name("error").object();
        json.name("code").text(code).name("message").text(message).endObject();
        return json.endObject().toString();
    }

    private static JsonText opened(String id, String customId) {
        JsonText json = new JsonText().object().name("id").text(id);
        return json.name("custom_id").text(customId).name("response");
    }
}
