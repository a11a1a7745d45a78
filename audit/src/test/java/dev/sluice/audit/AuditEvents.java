package dev.sluice.audit;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.ChatMessage;
import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.FinishReason;
import dev.sluice.contracts.event.GenerationSettings;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.MeshEvent.AdminActed;
import dev.sluice.contracts.event.MeshEvent.RequestAccepted;
import dev.sluice.contracts.event.MeshEvent.RequestRefused;
import dev.sluice.contracts.event.Priority;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.contracts.event.PromptEvent.PromptMasked;
import dev.sluice.contracts.event.ResultEvent.InferenceCompleted;
import dev.sluice.contracts.event.ResultEvent.InferenceFailed;
import dev.sluice.contracts.event.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// The events of one request's life, as the other services write them.
public final class AuditEvents {
    public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    public static final TenantId TENANT = new TenantId("acme");
    public static final String ROUTE = "POST /v1/chat/completions";
    private static final PoolName POOL = new PoolName("smol-1");

    private AuditEvents() {}

    public static RequestAccepted accepted(String id) {
        return new RequestAccepted(
                id + "/accepted", new RequestId(id), TenantId.DEFAULT, NOON, ROUTE, "admin");
    }

    public static RequestRefused refused(String id, ErrorCode code) {
        return new RequestRefused(
                id + "/refused", new RequestId(id), null, NOON, "GET /v1/models", null, code);
    }

    public static PromptMasked masked(String id, String promptText) {
        return masked(id, promptText, NOON, "user-7");
    }

    public static PromptMasked masked(
            String id, String promptText, Instant acceptedAt, String subject) {
        return new PromptMasked(
                id + "/prompt",
                new RequestId(id),
                TenantId.DEFAULT,
                acceptedAt.plusMillis(1),
                POOL,
                new InferenceSpec(
                        acceptedAt,
                        0,
                        "smol",
                        new Prompt.Chat(
                                List.of(
                                        new ChatMessage(
                                                "user", new SensitiveText(promptText), null))),
                        GenerationSettings.greedy(5),
                        Priority.STANDARD,
                        null,
                        false,
                        subject),
                Map.of("EMAIL", 1));
    }

    public static InferenceCompleted completed(String id, String answer) {
        return new InferenceCompleted(
                id + "/result",
                new RequestId(id),
                TenantId.DEFAULT,
                NOON.plusSeconds(2),
                NOON,
                POOL,
                new SensitiveText(answer),
                FinishReason.STOP,
                new Usage(3, 4),
                Map.of());
    }

    public static InferenceFailed failed(String id, ErrorCode code, String answerSoFar) {
        return new InferenceFailed(
                id + "/result",
                new RequestId(id),
                TenantId.DEFAULT,
                NOON.plusSeconds(2),
                Failure.of(code, "prompt has 9120 tokens, model context is 8192"),
                new SensitiveText(answerSoFar),
                Usage.NONE,
                null);
    }

    public static RequestAccepted accepted(String id, TenantId tenant) {
        return new RequestAccepted(id + "/accepted", new RequestId(id), tenant, NOON, ROUTE, "k1");
    }

    public static AdminActed acted(String id, String target) {
        return new AdminActed(
                id + "/admin",
                new RequestId(id),
                TENANT,
                NOON,
                "DELETE /admin/v1/keys/{id}",
                "admin",
                target);
    }
}
