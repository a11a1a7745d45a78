package dev.sluice.it;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingDouble;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.it.client.Chat;
import dev.sluice.it.client.Gateway;
import dev.sluice.it.client.Json;
import dev.sluice.it.client.SseReading;
import dev.sluice.it.kafka.DeadLetterReader;
import dev.sluice.it.kafka.RecordWriter;
import dev.sluice.it.kafka.Seen;
import dev.sluice.it.mesh.OnTwoGateways;
import dev.sluice.it.mesh.TwoGateways;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Records that no part of the mesh would write, on every topic: each is put aside with a reason
/// and counted, ends the request that it names, and the next record is read.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@OnTwoGateways
class HostileRecordsIT {
    private static final String MODEL = TwoGateways.STABLE;
    private static final List<Topic> TOPICS =
            Stream.of(Topic.values()).filter(topic -> topic != Topic.DEAD_LETTERS).toList();
    private static final List<String> COUNTERS =
            List.of(
                    "sluice_dead_letters_total",
                    "sluice_audit_dead_letters_total",
                    "sluice_gateway_malformed_records_total");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LONG_TEXT_CHARS = 10_000_000;

    private final TwoGateways mesh;
    private final Gateway gateway;
    private final DeadLetterReader deadLetters;
    private final RecordWriter writer;
    private final int assignmentPartition;

    HostileRecordsIT(TwoGateways mesh) {
        this.mesh = mesh;
        gateway = mesh.one();
        deadLetters = new DeadLetterReader(mesh.kafka());
        writer = new RecordWriter(mesh.bootstrapServers());
        assignmentPartition = readAssignmentPartition();
        // Quotas are read from the moment on when a tenant has some.
        gateway.post(
                "/admin/v1/tenants",
                "{\"id\":\"limited\",\"quotas\":{\"requests_per_minute\":1000}}");
        // And webhooks when there is an endpoint.
        gateway.post(
                "/admin/v1/webhooks",
                """
                {"tenant":"limited","url":"https://hooks.invalid/","events":["batch.expired"]}\
                """);
    }

    @AfterEach
    void close() {
        writer.close();
    }

    @Test
    void whatIsNoEventIsPutAsideAndTheNextRecordIsRead() {
        // Given
        assertAnswered();

        Map<String, Double> countedBefore = counted();

        // When
        List<Hostile> written = TOPICS.stream().map(this::write).toList();

        // Then
        for (Hostile bad : written) {
            int partition = partitionOf(bad.topic());
            assertThat(deadLetters.awaitReasons(bad.topic(), partition, bad.noJson())).isNotEmpty();
            assertThat(deadLetters.awaitReasons(bad.topic(), partition, bad.unknownVariant()))
                    .contains("record: unknown variant");
        }
        await("a count of every topic")
                .atMost(PATIENCE)
                .until(() -> hasCountedTwoMoreOfEach(countedBefore));
        assertAnswered();
    }

    private boolean hasCountedTwoMoreOfEach(Map<String, Double> before) {
        Map<String, Double> now = counted();
        return TOPICS.stream()
                .map(Topic::topicName)
                .allMatch(t -> now.getOrDefault(t, 0.0) >= before.getOrDefault(t, 0.0) + 2);
    }

    /// Where two bad records of a topic lie.
    private record Hostile(Topic topic, long noJson, long unknownVariant) {}

    private Hostile write(Topic topic) {
        return new Hostile(
                topic,
                writer.write(topic, partitionOf(topic), "hostile", "not json"),
                writer.write(topic, partitionOf(topic), "hostile", "{\"type\":\"NeverHeardOf\"}"));
    }

    private int partitionOf(Topic topic) {
        return topic == Topic.ASSIGNMENTS ? assignmentPartition : 0;
    }

    /// The worker reads its own partition only.
    private int readAssignmentPartition() {
        return mesh.kafka().read(Topic.WORKERS).stream()
                .filter(seen -> seen.recordKey().equals(TwoGateways.STABLE_WORKER))
                .toList()
                .getLast()
                .json()
                .path("assignmentPartition")
                .asInt();
    }

    /// What all parts say they have put aside, by topic.
    private Map<String, Double> counted() {
        return mesh.metrics()
                .filter(line -> COUNTERS.stream().anyMatch(line::startsWith))
                .collect(
                        groupingBy(
                                line -> line.replaceFirst(".*topic=\"([^\"]*)\".*", "$1"),
                                summingDouble(line ->
                                        Double.parseDouble(
                                                line.substring(line.lastIndexOf(' '))))));
    }

    @Test
    void aRequestThatNamesAnImpossiblePartitionEnds() {
        // Given
        Seen accepted = acceptedRequest();
        Forged forged = Forged.of(accepted);
        ((ObjectNode) forged.event().path("spec")).put("streamPartition", 999);

        // When
        long offset = write(Topic.REQUESTS, accepted.partition(), forged);

        // Then
        assertThat(deadLetters.awaitReasons(Topic.REQUESTS, accepted.partition(), offset))
                .anySatisfy(reason -> assertThat(reason).contains("999"));
        assertEndsWithAnError(forged);
    }

    @Test
    void aRequestWithAFieldThatCannotBeEnds() {
        // Given
        Seen accepted = acceptedRequest();
        Forged forged = Forged.of(accepted);
        ((ObjectNode) forged.event().at("/spec/settings")).put("maxTokens", -1);

        // When
        long offset = write(Topic.REQUESTS, accepted.partition(), forged);

        // Then
        assertThat(deadLetters.awaitReasons(Topic.REQUESTS, accepted.partition(), offset))
                .anySatisfy(reason -> assertThat(reason).contains("maxTokens"));
        assertEndsWithAnError(forged);
    }

    @Test
    void aRequestOfTenMegabytesEnds() {
        // Given
        Seen accepted = acceptedRequest();
        Forged forged = Forged.of(accepted);
        ObjectNode prompt = ((ObjectNode) forged.event().path("spec")).putObject("prompt");
        prompt.put("type", "Text").put("text", "so long ".repeat(LONG_TEXT_CHARS / 8));

        // When
        write(Topic.REQUESTS, accepted.partition(), forged);

        // Then
        assertEndsWithAnError(forged);
        assertAnswered();
    }

    @Test
    void tokensOfAnotherEpochOrIndexChangeNoRunningStream() {
        // Given
        String undisturbed;
        try (SseReading reading = gateway.stream(longQuestion()).toEnd()) {
            undisturbed = reading.text();
        }
        try (SseReading reading = gateway.stream(longQuestion()).untilTexts(3)) {
            Seen token = lastToken(reading.requestId());

            // When
            long epoch = writeToken(token, "epoch", 1_000_000_000);
            long negative = writeToken(token, "index", -5);
            writeToken(token, "index", token.index());
            long text = writeToken(token, "text", "x".repeat(LONG_TEXT_CHARS));
            reading.toEnd();

            // Then
            assertThat(reading.text()).isEqualTo(undisturbed);
            assertThat(deadLetters.awaitReasons(Topic.TOKENS, token.partition(), epoch))
                    .anySatisfy(reason -> assertThat(reason).contains("1000000000"));
            assertThat(deadLetters.awaitReasons(Topic.TOKENS, token.partition(), negative))
                    .anySatisfy(reason -> assertThat(reason).contains("index"));
            assertThat(text).isGreaterThan(negative);
        }
    }

    private static Chat longQuestion() {
        return Chat.of(MODEL, "A long story").maxTokens(400).sampled(1, 7);
    }

    private Seen lastToken(String requestId) {
        return mesh.kafka().about(Topic.TOKENS, requestId).stream()
                .filter(seen -> seen.type().equals("TokenGenerated"))
                .toList()
                .getLast();
    }

    private long writeToken(Seen token, String field, Object value) {
        ObjectNode event = (ObjectNode) token.json();
        event.putPOJO(field, value);
        return writer.write(Topic.TOKENS, token.partition(), token.recordKey(), event.toString());
    }

    /// A request that the mesh took, as it lies on its topic.
    private Seen acceptedRequest() {
        String id = gateway.chat(Chat.of(MODEL, "hi").maxTokens(4)).requestId();
        return mesh.kafka().about(Topic.REQUESTS, id).getFirst();
    }

    private long write(Topic topic, int partition, Forged forged) {
        return writer.write(topic, partition, forged.requestId(), forged.event().toString());
    }

    private void assertEndsWithAnError(Forged forged) {
        await("the end of " + forged.requestId())
                .atMost(PATIENCE)
                .until(() -> !mesh.kafka().about(Topic.RESULTS, forged.requestId()).isEmpty());
        assertThat(mesh.kafka().about(Topic.RESULTS, forged.requestId()))
                .extracting(Seen::type)
                .containsOnly("InferenceFailed");
        await("the end of its stream")
                .atMost(PATIENCE)
                .until(() ->
                        mesh.kafka().about(Topic.STREAM, forged.requestId()).stream()
                                .anyMatch(seen -> seen.type().equals("StreamFinished")));
    }

    private void assertAnswered() {
        assertThat(gateway.chat(Chat.of(MODEL, "hi").maxTokens(4)).status()).isEqualTo(200);
    }

    /// A copy of a request under an id of its own, on the same partition.
    private record Forged(String requestId, ObjectNode event) {
        static Forged of(Seen accepted) {
            String original = accepted.json().path("requestId").asText();
            char last = original.charAt(original.length() - 1);
            String id = original.substring(0, original.length() - 1) + (last == 'z' ? 'y' : 'z');
            String copy = accepted.value().replace(original, id);
            return new Forged(id, (ObjectNode) Json.read(copy));
        }
    }
}
