package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Topic `objects`: what the front door keeps beyond a request. Every gateway reads all of it into
/// its tables, so that any gateway answers for any object. Key: [#recordKey], so that one object's
/// records are in order.
///
/// Texts of callers stand here sealed with their tenant's key: this topic is kept longer than raw
/// prompts may be.
public sealed interface ObjectEvent extends Event {
    TenantId tenantId();

    /// The object's id; of an idempotency key its hash.
    String recordKey();

    @Doc("A response was asked for; its answer is the result of the request with the same id.")
    record ResponseCreated(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the response, and the request that answers it") ObjectId objectId,
            @Doc("whose response it is") TenantId tenantId,
            @Doc("when the request was accepted") Instant occurredAt,
            @Doc("the response whose conversation it continues; absent: none")
                    @Nullable ObjectId previousId,
            @Doc("what was asked for, JSON, sealed for the caller") String form)
            implements ObjectEvent {
        public ResponseCreated {
            Objects.requireNonNull(eventId, "eventId");
            Objects.requireNonNull(objectId, "objectId");
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            Objects.requireNonNull(form, "form");
        }

        @Override
        public String recordKey() {
            return objectId.value();
        }
    }

    @Doc("A file's content is in the content store.")
    record FileStored(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the file") ObjectId objectId,
            @Doc("whose file it is") TenantId tenantId,
            @Doc("when its content was complete") Instant occurredAt,
            @Doc("the name that its owner gave it") SensitiveText name,
            @Doc("what it is for: batch or batch_output") String purpose,
            @Doc("length of the content, bytes") long sizeBytes,
            @Doc("SHA-256 of the content, hexadecimal") String sha256)
            implements ObjectEvent {
        public FileStored {
            Objects.requireNonNull(eventId, "eventId");
            Objects.requireNonNull(objectId, "objectId");
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(purpose, "purpose");
            Checks.notNegative("sizeBytes", sizeBytes);
            Objects.requireNonNull(sha256, "sha256");
        }

        @Override
        public String recordKey() {
            return objectId.value();
        }
    }

    @Doc("A response or a file was deleted by its owner.")
    record ObjectDeleted(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the response or file") ObjectId objectId,
            @Doc("whose it was") TenantId tenantId,
            @Doc("when it was deleted") Instant occurredAt)
            implements ObjectEvent {
        public ObjectDeleted {
            Objects.requireNonNull(eventId, "eventId");
            Objects.requireNonNull(objectId, "objectId");
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
        }

        @Override
        public String recordKey() {
            return objectId.value();
        }
    }

    @Doc("A batch was asked for.")
    record BatchCreated(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the batch") ObjectId objectId,
            @Doc("whose batch it is") TenantId tenantId,
            @Doc("when it was accepted") Instant occurredAt,
            @Doc("the file with its requests, one a line") ObjectId inputFileId,
            @Doc("the route that its requests are for, for example /v1/chat/completions")
                    String endpoint,
            @Doc("how long it may take, as the caller wrote it, for example 24h")
                    String completionWindow,
            @Doc("when what is not answered expires") Instant expiresAt,
            @Doc("the id of the API key that asked for it, never the key") String keyId,
            @Doc("the caller's own notes, JSON, sealed for the caller; absent: none")
                    @Nullable String metadata)
            implements ObjectEvent {
        public BatchCreated {
            Objects.requireNonNull(eventId, "eventId");
            Objects.requireNonNull(objectId, "objectId");
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            Objects.requireNonNull(inputFileId, "inputFileId");
            Objects.requireNonNull(endpoint, "endpoint");
            Objects.requireNonNull(completionWindow, "completionWindow");
            Objects.requireNonNull(expiresAt, "expiresAt");
            Objects.requireNonNull(keyId, "keyId");
        }

        @Override
        public String recordKey() {
            return objectId.value();
        }
    }

    @Doc("A batch's file was read to its end and is sound: its requests begin to run.")
    record BatchValidated(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the batch") ObjectId objectId,
            @Doc("whose batch it is") TenantId tenantId,
            @Doc("when it was validated") Instant occurredAt,
            @Doc("requests in the file") int lineCount)
            implements ObjectEvent {
        public BatchValidated {
            Objects.requireNonNull(eventId, "eventId");
            Objects.requireNonNull(objectId, "objectId");
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            Checks.positive("lineCount", lineCount);
        }

        @Override
        public String recordKey() {
            return objectId.value();
        }
    }

    @Doc(
            "Some of a batch's requests are about to be published. The first such record of a span"
                    + " counts: it gives the requests their ids.")
    record BatchSpanBegun(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the batch") ObjectId objectId,
            @Doc("whose batch it is") TenantId tenantId,
            @Doc("when the span began; the time in the ids of its requests") Instant occurredAt,
            @Doc("the first of its lines, from 0 on") int firstLine,
            @Doc("how many lines") int lineCount,
            @Doc("partitions of stream, over which the requests are spread")
                    int streamPartitionCount)
            implements ObjectEvent {
        public static final int LINE_COUNT_MAX = 1024;

        public BatchSpanBegun {
            Objects.requireNonNull(eventId, "eventId");
            Objects.requireNonNull(objectId, "objectId");
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            Checks.notNegative("firstLine", firstLine);
            Checks.within("lineCount", lineCount, 1, LINE_COUNT_MAX);
            Checks.positive("streamPartitionCount", streamPartitionCount);
        }

        @Override
        public String recordKey() {
            return objectId.value();
        }
    }

    @Doc("One of a batch's requests was not accepted: it has no result but this.")
    record BatchLineRefused(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the batch") ObjectId objectId,
            @Doc("whose batch it is") TenantId tenantId,
            @Doc("when it was refused") Instant occurredAt,
            @Doc("the line, from 0 on") int line,
            @Doc("why") Failure failure,
            @Doc("the field at fault; absent: none") @Nullable String param)
            implements ObjectEvent {
        public BatchLineRefused {
            Objects.requireNonNull(eventId, "eventId");
            Objects.requireNonNull(objectId, "objectId");
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            Checks.notNegative("line", line);
            Objects.requireNonNull(failure, "failure");
        }

        @Override
        public String recordKey() {
            return objectId.value();
        }
    }

    @Doc("A batch's owner wants no more of its requests to run.")
    record BatchCancelled(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the batch") ObjectId objectId,
            @Doc("whose batch it is") TenantId tenantId,
            @Doc("when it was cancelled") Instant occurredAt)
            implements ObjectEvent {
        public BatchCancelled {
            Objects.requireNonNull(eventId, "eventId");
            Objects.requireNonNull(objectId, "objectId");
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
        }

        @Override
        public String recordKey() {
            return objectId.value();
        }
    }

    @Doc("A batch is over.")
    record BatchFinished(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the batch") ObjectId objectId,
            @Doc("whose batch it is") TenantId tenantId,
            @Doc("when it ended") Instant occurredAt,
            @Doc("COMPLETED, FAILED, EXPIRED or CANCELLED") Outcome outcome,
            @Doc("the file with the answers; absent: there are none")
                    @Nullable ObjectId outputFileId,
            @Doc("the file with the errors; absent: there are none") @Nullable ObjectId errorFileId,
            @Doc("requests that were answered") int completedCount,
            @Doc("requests that were not") int failedCount,
            @Doc("what is wrong with the file; empty unless FAILED") List<Flaw> flaws)
            implements ObjectEvent {
        public BatchFinished {
            Objects.requireNonNull(eventId, "eventId");
            Objects.requireNonNull(objectId, "objectId");
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            Objects.requireNonNull(outcome, "outcome");
            Checks.notNegative("completedCount", completedCount);
            Checks.notNegative("failedCount", failedCount);
            flaws = List.copyOf(flaws);
        }

        @Override
        public String recordKey() {
            return objectId.value();
        }
    }

    /// How a batch ended.
    enum Outcome {
        COMPLETED,
        FAILED,
        EXPIRED,
        CANCELLED
    }

    @Doc("What is wrong with a batch's file.")
    record Flaw(
            @Doc("the kind, for example duplicate_custom_id") String code,
            @Doc("what, which value, which limit; quotes nothing of the file") String message,
            @Doc("the line, from 1 on; absent: the file as a whole") @Nullable Integer line,
            @Doc("the field at fault; absent: none") @Nullable String param) {
        public Flaw {
            Objects.requireNonNull(code, "code");
            Objects.requireNonNull(message, "message");
        }
    }

    @Doc("An idempotency key was used. The first such record of a key counts.")
    record KeyClaimed(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("keyed hash of the idempotency key") String keyHash,
            @Doc("whose key it is") TenantId tenantId,
            @Doc("when it was used") Instant occurredAt,
            @Doc("keyed hash of the route and the body: another body is another request")
                    String fingerprint,
            @Doc("what the request makes: the id of a request, file or batch") ObjectId objectId)
            implements ObjectEvent {
        public KeyClaimed {
            Objects.requireNonNull(eventId, "eventId");
            Objects.requireNonNull(keyHash, "keyHash");
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            Objects.requireNonNull(fingerprint, "fingerprint");
            Objects.requireNonNull(objectId, "objectId");
        }

        @Override
        public String recordKey() {
            return keyHash;
        }
    }
}
