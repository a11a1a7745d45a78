package dev.sluice.audit.record;

import dev.sluice.audit.record.AuditBody.AnswerBody;
import dev.sluice.audit.record.AuditBody.PromptBody;
import dev.sluice.audit.record.AuditPart.Accepted;
import dev.sluice.audit.record.AuditPart.Ended;
import dev.sluice.audit.record.AuditPart.Masked;
import dev.sluice.audit.record.AuditPart.Operation;
import dev.sluice.audit.record.AuditPart.Refused;
import dev.sluice.audit.record.AuditPart.RequestedSettings;
import dev.sluice.contracts.event.GenerationSettings;
import dev.sluice.contracts.event.MeshEvent;
import dev.sluice.contracts.event.MeshEvent.AdminActed;
import dev.sluice.contracts.event.MeshEvent.RequestAccepted;
import dev.sluice.contracts.event.MeshEvent.RequestRefused;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.contracts.event.PromptEvent;
import dev.sluice.contracts.event.PromptEvent.PromptMasked;
import dev.sluice.contracts.event.ResultEvent;
import dev.sluice.contracts.event.ResultEvent.InferenceCompleted;
import dev.sluice.contracts.event.ResultEvent.InferenceFailed;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one event adds to the audit: a part of a record and, from prompts and results, a body.
public record Contribution(Instant occurredAt, AuditRecord part, @Nullable AuditBody body) {

    /// From the topic `events`.
    public static Contribution of(MeshEvent event) {
        return switch (event) {
            case RequestAccepted e ->
                    new Contribution(
                            e.occurredAt(),
                            AuditRecord.of(
                                    e.requestId(),
                                    new Accepted(
                                            e.eventId(),
                                            e.occurredAt(),
                                            e.tenantId(),
                                            e.route(),
                                            e.keyId())),
                            null);
            case AdminActed e ->
                    new Contribution(
                            e.occurredAt(),
                            AuditRecord.of(
                                    e.requestId(),
                                    new Accepted(
                                            e.eventId(),
                                            e.occurredAt(),
                                            e.tenantId(),
                                            e.route(),
                                            e.keyId(),
                                            e.target())),
                            null);
            case RequestRefused e ->
                    new Contribution(
                            e.occurredAt(),
                            AuditRecord.of(
                                    e.requestId(),
                                    new Refused(
                                            e.eventId(),
                                            e.occurredAt(),
                                            e.tenantId(),
                                            e.route(),
                                            e.keyId(),
                                            e.code())),
                            null);
        };
    }

    /// From the topic `prompts`.
    public static Contribution of(PromptEvent event) {
        return switch (event) {
            case PromptMasked e ->
                    new Contribution(
                            e.occurredAt(),
                            AuditRecord.of(e.requestId(), masked(e)),
                            new PromptBody(e.requestId(), e.eventId(), e.spec().prompt()));
        };
    }

    private static Masked masked(PromptMasked e) {
        return new Masked(
                e.eventId(),
                e.occurredAt(),
                e.tenantId(),
                e.pool(),
                e.spec().acceptedAt(),
                operation(e.spec().prompt()),
                e.spec().requestedModel(),
                settings(e.spec().settings()),
                e.spec().subject(),
                e.findings());
    }

    private static Operation operation(Prompt prompt) {
        return switch (prompt) {
            case Prompt.Chat _ -> Operation.CHAT;
            case Prompt.Text _ -> Operation.TEXT_COMPLETION;
        };
    }

    private static RequestedSettings settings(GenerationSettings settings) {
        return new RequestedSettings(
                settings.maxTokens(),
                settings.temperature(),
                settings.topP(),
                settings.topK(),
                settings.frequencyPenalty(),
                settings.presencePenalty(),
                settings.seed());
    }

    /// From the topic `results`.
    public static Contribution of(ResultEvent event) {
        return switch (event) {
            case InferenceCompleted e ->
                    new Contribution(
                            e.occurredAt(),
                            AuditRecord.of(e.requestId(), ended(e)),
                            new AnswerBody(e.requestId(), e.eventId(), e.text()));
            case InferenceFailed e ->
                    new Contribution(
                            e.occurredAt(),
                            AuditRecord.of(e.requestId(), ended(e)),
                            e.text().value().isEmpty()
                                    ? null
                                    : new AnswerBody(e.requestId(), e.eventId(), e.text()));
        };
    }

    private static Ended ended(InferenceCompleted e) {
        return new Ended(
                e.eventId(),
                e.occurredAt(),
                e.tenantId(),
                e.acceptedAt(),
                e.pool(),
                e.reason(),
                null,
                null,
                e.usage(),
                e.findings());
    }

    private static Ended ended(InferenceFailed e) {
        return new Ended(
                e.eventId(),
                e.occurredAt(),
                e.tenantId(),
                null,
                e.pool(),
                null,
                e.failure().code(),
                e.failure().message(),
                e.usage(),
                Map.of());
    }
}
