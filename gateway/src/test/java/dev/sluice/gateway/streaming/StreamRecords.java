package dev.sluice.gateway.streaming;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.FinishReason;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.contracts.event.StreamEvent.StreamFinished;
import dev.sluice.contracts.event.StreamEvent.StreamStarted;
import dev.sluice.contracts.event.StreamEvent.TextStreamed;
import dev.sluice.contracts.event.Usage;
import dev.sluice.runtime.secrets.TenantSecrets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// The records of one stream, as masking writes them.
public final class StreamRecords {
    public static final Instant ACCEPTED_AT = Instant.parse("2026-11-22T10:00:00Z");
    public static final PoolName POOL = new PoolName("smollm2");

    private final RequestId id;
    private final TenantId tenant;
    private final boolean includeUsage;
    private final @Nullable String toolCallForm;

    public StreamRecords(RequestId id, TenantId tenant, boolean includeUsage) {
        this(id, tenant, includeUsage, null);
    }

    private StreamRecords(
            RequestId id, TenantId tenant, boolean includeUsage, @Nullable String toolCallForm) {
        this.id = id;
        this.tenant = tenant;
        this.includeUsage = includeUsage;
        this.toolCallForm = toolCallForm;
    }

    public static StreamRecords of(String id) {
        return new StreamRecords(new RequestId(id), TenantId.DEFAULT, false);
    }

    /// The choices of one request, the same each time.
    public static Choices choicesOf(int count) {
        return Choices.of(
                RequestId.create(Choices.idPrefix("chatcmpl", count), ACCEPTED_AT, 0, 42));
    }

    /// The records of those choices, each for itself.
    public static List<StreamRecords> ofChoices(int count) {
        return choicesOf(count).ids().stream()
                .map(id -> new StreamRecords(id, TenantId.DEFAULT, false))
                .toList();
    }

    /// A partition on which the choices stand in each other's way, as they do: one masking instance
    /// writes what comes, in any order of the choices; it fails to write a record now and then,
    /// goes on with the others, and later writes that record and copies of all that it wrote behind
    /// it.
    public static List<StreamEvent> troubledLog(int count, SplittableRandom random) {
        List<List<StreamEvent>> rests = new ArrayList<>();
        for (StreamRecords choice : ofChoices(count)) {
            List<StreamEvent> answer = choice.answer("a", "b", "c", "d");
            List<StreamEvent> written = new ArrayList<>(answer);
            int lost = random.nextInt(answer.size());
            written.remove(lost);
            written.addAll(
                    random.nextInt(answer.size()), answer.subList(0, random.nextInt(lost + 1)));
            written.addAll(answer.subList(lost, answer.size()));
            rests.add(written);
        }
        List<StreamEvent> log = new ArrayList<>();
        while (!rests.isEmpty()) {
            List<StreamEvent> rest = rests.get(random.nextInt(rests.size()));
            log.add(rest.removeFirst());
            rests.removeIf(List::isEmpty);
        }
        return log;
    }

    public RequestId id() {
        return id;
    }

    public StreamRecords withUsage() {
        return new StreamRecords(id, tenant, true);
    }

    /// Of an answer that may have calls of tools.
    public StreamRecords withTools(String form) {
        return new StreamRecords(id, tenant, includeUsage, form);
    }

    public StreamEvent started() {
        return new StreamStarted(
                id + "/stream/0",
                id,
                tenant,
                0,
                ACCEPTED_AT,
                POOL,
                ACCEPTED_AT,
                includeUsage,
                toolCallForm);
    }

    public StreamEvent text(int index, String text) {
        return new TextStreamed(
                id + "/stream/" + index,
                id,
                tenant,
                index,
                ACCEPTED_AT,
                new SensitiveText(text),
                index);
    }

    /// A text that differs for the caller.
    public StreamEvent restored(int index, String text, String value, TenantSecrets secrets) {
        return sealed(index, text, secrets.sealing(tenant).seal(id + "/stream/" + index, value));
    }

    public StreamEvent sealed(int index, String text, @Nullable String restored) {
        return new TextStreamed(
                id + "/stream/" + index,
                id,
                tenant,
                index,
                ACCEPTED_AT,
                new SensitiveText(text),
                index,
                restored,
                null);
    }

    public StreamEvent finished(int index) {
        return new StreamFinished(
                id + "/stream/" + index,
                id,
                tenant,
                index,
                ACCEPTED_AT,
                FinishReason.STOP,
                null,
                new Usage(5, index - 1));
    }

    /// The end of an answer that was cut off.
    public StreamEvent cut(int index) {
        return new StreamFinished(
                id + "/stream/" + index,
                id,
                tenant,
                index,
                ACCEPTED_AT,
                FinishReason.LENGTH,
                null,
                new Usage(5, index - 1));
    }

    public StreamEvent failed(int index, ErrorCode code, String message) {
        return failed(index, Failure.of(code, message));
    }

    public StreamEvent failed(int index, Failure failure) {
        return new StreamFinished(
                id + "/stream/" + index, id, tenant, index, ACCEPTED_AT, null, failure, Usage.NONE);
    }

    /// A whole stream with these texts.
    public List<StreamEvent> answer(String... texts) {
        List<StreamEvent> events = new ArrayList<>();
        events.add(started());
        for (String text : texts) {
            events.add(text(events.size(), text));
        }
        events.add(finished(events.size()));
        return events;
    }
}
