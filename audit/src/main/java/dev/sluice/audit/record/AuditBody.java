package dev.sluice.audit.record;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.event.Prompt;

/// The masked text of a request, as one event brought it. Kept apart from the record.
public sealed interface AuditBody {
    RequestId requestId();

    /// The event that brought it: a body counts only while its event's part does.
    String eventId();

    /// What was asked, masked.
    record PromptBody(RequestId requestId, String eventId, Prompt prompt) implements AuditBody {}

    /// What was answered, masked; of a request that failed, as far as it came.
    record AnswerBody(RequestId requestId, String eventId, SensitiveText text)
            implements AuditBody {}
}
