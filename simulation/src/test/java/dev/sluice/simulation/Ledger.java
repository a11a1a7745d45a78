package dev.sluice.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.AssignmentEvent;
import dev.sluice.contracts.event.AssignmentEvent.BatchAssigned;
import dev.sluice.contracts.event.ControlEvent.CancelInference;
import dev.sluice.contracts.event.ControlEvent.ChangeDeadline;
import dev.sluice.contracts.event.ControlEvent.ChangePriority;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.event.PromptEvent;
import dev.sluice.contracts.event.PromptEvent.PromptMasked;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.contracts.event.ResultEvent;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
import dev.sluice.contracts.json.Decoded;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.streaming.Choices;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Sees each record as it is written and each frame as it is received, and knows what must hold:
///
/// 1. Assignments: [Grants]. Tokens: [TokenOracle]. Stream, result and what is shown: [Life]. Of
///    choices each has a life; their readers have one stream.
/// 2. The caller's own data stands on `requests` only, the model's on `tokens` only.
/// 3. What cannot be read, or be served, is nothing but what kills its workers.
///
/// It runs inside of the services' calls, which may swallow what it throws: so the first failure is
/// kept, and thrown after the event.
final class Ledger {
    private static final Map<String, Topic> TOPICS =
            Arrays.stream(Topic.values())
                    .collect(Collectors.toMap(Topic::topicName, Function.identity()));

    private final EventCodec codec;
    private final SimModel model;
    private final SimTime time;
    private final Map<RequestId, Life> lives = new LinkedHashMap<>();
    private final Map<RequestId, List<String>> frames = new HashMap<>();
    private final Set<RequestId> accepted = new LinkedHashSet<>();

    /// A command may arrive before its request, or without one.
    private final Set<RequestId> cancelled = new HashSet<>();

    private final Grants grants = new Grants(id -> life(id).tokens());
    private @Nullable Throwable failure;
    private long records;
    private long digest;

    Ledger(EventCodec codec, SimModel model, SimTime time) {
        this.codec = codec;
        this.model = model;
        this.time = time;
    }

    // --- what is written

    void onWritten(TopicPartition place, ProducerRecord<byte[], byte[]> written) {
        records++;
        digest = 31 * digest + Arrays.hashCode(written.value()) + 7 * time.millis();
        guarded(() -> check(Objects.requireNonNull(TOPICS.get(place.topic())), written.value()));
    }

    private void check(Topic topic, byte[] value) {
        if (topic == Topic.DEAD_LETTERS) {
            PromptMasked prompt = (PromptMasked) decoded(PromptEvent.class, value);
            assertThat(life(prompt.requestId()).mayBePoison())
                    .as("a dead letter of %s", prompt.requestId())
                    .isTrue();
            return;
        }
        checkSecrets(topic, value);
        switch (decoded(Objects.requireNonNull(topic.eventType()), value)) {
            case InferenceRequested e ->
                    lives.putIfAbsent(e.requestId(), new Life(e.spec(), model));
            case PromptMasked e -> life(e.requestId()).onPrompt(e, value);
            case BatchAssigned e -> grants.onAssigned(e);
            case AssignmentEvent.AssignmentRevoked _ -> {}
            case WorkerReported e -> grants.onSlots(e.workerId(), e.slots());
            case CancelInference e -> cancelled.add(e.requestId());
            case ChangeDeadline e -> life(e.requestId()).onDeadline(e.deadline());
            case ChangePriority _ -> {}
            case TokenEvent e -> life(e.requestId()).tokens().take(e);
            case StreamEvent e -> life(e.requestId()).onStreamed(e, value);
            case ResultEvent e -> life(e.requestId()).onResult(e, value);
            default -> throw new AssertionError("nobody writes to " + topic);
        }
    }

    private static void checkSecrets(Topic topic, byte[] value) {
        List<String> forbidden =
                switch (topic) {
                    case REQUESTS -> List.of();
                    case TOKENS -> SimModel.OWN_SECRETS;
                    default -> SimModel.ALL_SECRETS;
                };
        if (!forbidden.isEmpty()) {
            String json = new String(value, StandardCharsets.UTF_8);
            for (String secret : forbidden) {
                assertThat(json.contains(secret)).as("%s stands on %s", secret, topic).isFalse();
            }
        }
    }

    private <E extends Event> E decoded(Class<E> type, byte[] value) {
        return switch (codec.decode(type, value)) {
            case Decoded.Valid<E>(E event) -> event;
            case Decoded.Malformed<E> bad -> throw new AssertionError(bad.reason());
        };
    }

    private Life life(RequestId id) {
        return Objects.requireNonNull(lives.get(id), () -> id + " was never requested");
    }

    // --- what clients see

    void onAccepted(RequestId id) {
        accepted.addAll(Choices.of(id).ids());
    }

    /// What is there for each reader at an index is what there was for the first.
    void onFrame(RequestId id, int index, String frame, int choice, String content) {
        guarded(() -> {
            for (String secret : SimModel.SPOKEN_SECRETS) {
                assertThat(content.contains(secret)).as("%s is shown", secret).isFalse();
            }
            List<String> known = frames.computeIfAbsent(id, _ -> new ArrayList<>());
            if (index < known.size()) {
                assertThat(frame)
                        .as("frame %d for another reader", index)
                        .isEqualTo(known.get(index));
                return;
            }
            assertThat(index).as("index of a frame").isEqualTo(known.size());
            known.add(frame);
            life(Choices.of(id).ids().get(choice)).onShown(content);
        });
    }

    /// How many frames somebody has seen.
    int frameCount(RequestId id) {
        return frames.getOrDefault(id, List.of()).size();
    }

    void require(boolean holds, String what) {
        guarded(() -> assertThat(holds).as(what).isTrue());
    }

    private void guarded(Runnable check) {
        try {
            if (failure == null) {
                check.run();
            }
        } catch (AssertionError | RuntimeException e) {
            failure = e;
        }
    }

    // --- the verdict

    void verify() {
        if (failure != null) {
            throw new AssertionError(
                    "at " + time.millis() + " ms: " + failure.getMessage(), failure);
        }
    }

    /// Whether everything that was requested has its one result.
    boolean isAllOver() {
        return lives.keySet().containsAll(accepted)
                && lives.values().stream().allMatch(Life::isOver);
    }

    void checkEnds() {
        lives.forEach((id, life) -> life.checkEnd(cancelled.contains(id)));
    }

    String open() {
        return lives.entrySet().stream()
                .filter(life -> !life.getValue().isOver())
                .map(Object::toString)
                .collect(Collectors.joining("; "));
    }

    long records() {
        return records;
    }

    /// The same for the same course of events.
    long digest() {
        return digest;
    }
}
