package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.contracts.topic.Topic;
import dev.sluice.it.client.Chat;
import dev.sluice.it.client.Gateway;
import dev.sluice.it.client.Reply;
import dev.sluice.it.client.SseReading;
import dev.sluice.it.client.Together;
import dev.sluice.it.kafka.Seen;
import dev.sluice.it.mesh.OnOwnMesh;
import dev.sluice.it.mesh.ProcessMesh;
import dev.sluice.modelbuilder.tiny.TinyModel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The mesh as it is deployed: a broker and every service in a process of its own. Each of them is
/// killed at some point, and every accepted request still gets the answer that it would have had.
///
/// The model is tiny and talks nonsense, but the same nonsense for the same seed: an answer is
/// right when it is what an undisturbed mesh says.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@OnOwnMesh
class ProcessMeshIT {
    private static final int SLOTS = 2;
    private static final int WAITING_MAX = 3;
    private static final int CONTEXT_TOKENS = 4096;
    private static final int LAYERS = 8;
    private static final String SLOW_MODEL = "slow";
    private static final Duration DRAIN_PATIENCE = Duration.ofMinutes(1);

    private static final Map<String, String> WORKER_SETTINGS =
            Map.of(
                    "SLUICE_WORKER_CONTEXT_TOKENS",
                    Integer.toString(CONTEXT_TOKENS),
                    "SLUICE_WORKER_THREADS",
                    "1");

    private final ProcessMesh mesh = new ProcessMesh("processes");
    private final Path model = mesh.home().resolve("tiny.gguf");
    private String modelName = "";

    @BeforeAll
    void start() throws IOException {
        TinyModel.writeGguf(
                model,
                TinyModel.Spec.llama().withLayerCount(LAYERS).withContextTokens(CONTEXT_TOKENS));
        mesh.startBroker();
        mesh.startService("gateway", Map.of());
        mesh.startService("masking", Map.of());
        mesh.startService(
                "scheduler",
                Map.of(
                        "SLUICE_SCHEDULER_QUEUEING_WAITING_COUNT_MAX",
                        Integer.toString(WAITING_MAX)));
        mesh.startWorker("worker-1", model.toString(), SLOTS, WORKER_SETTINGS);
        mesh.startService("audit", Map.of());
        List.of("gateway", "masking", "scheduler", "worker-1", "audit").forEach(mesh::awaitReady);
        modelName = mesh.awaitModel();
    }

    @AfterAll
    void end() {
        mesh.close();
    }

    @Test
    void answersStreamedAndWholeAcrossSixProcesses() {
        // Given
        Chat chat = chat(40, 1);

        // When
        String whole = gateway().chat(chat).text();
        SseReading streamed = gateway().stream(chat).toEnd();

        // Then
        assertThat(whole).isNotEmpty().isEqualTo(streamed.text());
        assertThat(streamed.events().getLast().isDone()).isTrue();
        Gateway audit = new Gateway(mesh.addressOf("audit"), gateway().key());
        String path = "/audit/v1/records/" + streamed.requestId();
        await("audit").until(() -> audit.get(path).body().contains("\"completed\""));
    }

    @Test
    void everyServiceHasMetricsForKeyHoldersOnly() {
        for (String part : List.of("gateway", "masking", "scheduler", "worker-1", "audit")) {
            // Given
            Gateway service = new Gateway(mesh.addressOf(part), gateway().key());

            // When
            Reply metrics = service.get("/metrics");

            // Then
            assertThat(metrics.body()).as(part).contains("sluice_");
            assertThat(service.withKey(null).get("/metrics").status()).as(part).isEqualTo(401);
        }
    }

    @Test
    void whenTheQueueIsFullTheNextOneIsToldWhenToComeAgain() {
        // Given
        mesh.startSimulatedWorker("worker-slow", SLOW_MODEL, SLOTS, Duration.ofMillis(100));
        mesh.awaitModel(SLOW_MODEL);
        Chat endless = Chat.of(SLOW_MODEL, "Once upon a time").maxTokens(3_000);
        var streams = new ArrayList<SseReading>();
        for (int i = 0; i < SLOTS; i++) {
            streams.add(gateway().stream(endless).untilTexts(1));
        }
        for (int i = 0; i < WAITING_MAX; i++) {
            streams.add(gateway().stream(endless));
        }
        awaitWaiting(WAITING_MAX);

        // When
        Reply refused = gateway().chat(endless);

        // Then
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.error("code")).isEqualTo("queue_full");
        assertThat(refused.error("type")).isEqualTo("rate_limit_error");
        assertThat(refused.header("Retry-After"))
                .hasValueSatisfying(s -> assertThat(Integer.parseInt(s)).isPositive());
        streams.forEach(stream -> gateway().delete("/v1/streams/" + stream.requestId()));
        streams.forEach(stream ->
                assertThat(stream.toEnd().events().getLast().errorCode()).isEqualTo("cancelled"));
        mesh.kill("worker-slow");
    }

    private void awaitWaiting(int count) {
        await("waiting requests").until(mesh::waitingRequests, n -> n >= count);
    }

    @Test
    void aKilledWorkersRequestsGoOnElsewhereTokenForToken() {
        // Given
        Chat chat = chat(1_500, 11);
        String undisturbed = gateway().chat(chat).text();
        mesh.startWorker("worker-2", model.toString(), SLOTS, WORKER_SETTINGS);
        mesh.awaitReady("worker-2");
        SseReading reading = gateway().stream(chat).untilTexts(50);
        String worker = workerOf(reading.requestId());

        // When
        mesh.kill(worker);

        // Then
        assertThat(reading.toEnd().text()).isEqualTo(undisturbed);
        assertThatEveryIndexCameOnce(reading);
        assertThat(newestEpoch(reading.requestId())).isGreaterThan(1);
        mesh.startAgain(worker);
    }

    private String workerOf(String requestId) {
        return mesh.kafka().about(Topic.TOKENS, requestId).stream()
                .filter(seen -> seen.type().equals("GenerationStarted"))
                .findFirst()
                .orElseThrow()
                .json()
                .path("workerId")
                .asText();
    }

    private int newestEpoch(String requestId) {
        return mesh.kafka().about(Topic.TOKENS, requestId).stream()
                .mapToInt(seen -> seen.json().path("epoch").asInt())
                .max()
                .orElseThrow();
    }

    @Test
    void aKilledSchedulerLosesNothing() {
        // Given
        Chat running = chat(1_500, 21);
        Chat later = chat(40, 22);
        List<String> undisturbed = texts(running, later);
        SseReading reading = gateway().stream(running).untilTexts(20);

        // When
        mesh.kill("scheduler");
        SseReading waiting = gateway().stream(later);
        mesh.startAgain("scheduler");

        // Then
        assertThat(reading.toEnd().text()).isEqualTo(undisturbed.get(0));
        assertThat(waiting.toEnd().text()).isEqualTo(undisturbed.get(1));
        assertThatEveryIndexCameOnce(reading);
        assertThatEveryIndexCameOnce(waiting);
    }

    @Test
    void whileMaskingIsDownNothingPassesAndThenAllArrives() {
        // Given
        Chat running = chat(1_500, 31);
        Chat later = chat(40, 32);
        List<String> undisturbed = texts(running, later);
        SseReading reading = gateway().stream(running).untilTexts(20);

        // When
        mesh.kill("masking");
        int streamed = mesh.kafka().about(Topic.STREAM, reading.requestId()).size();
        SseReading waiting = gateway().stream(later);
        awaitEndOfGeneration(reading.requestId());

        // Then
        assertThat(mesh.kafka().about(Topic.STREAM, reading.requestId())).hasSize(streamed);
        assertThat(mesh.kafka().about(Topic.REQUESTS, waiting.requestId())).hasSize(1);
        assertThat(mesh.kafka().about(Topic.PROMPTS, waiting.requestId())).isEmpty();
        mesh.startAgain("masking");
        assertThat(reading.toEnd().text()).isEqualTo(undisturbed.get(0));
        assertThat(waiting.toEnd().text()).isEqualTo(undisturbed.get(1));
        assertThatEveryIndexCameOnce(reading);
    }

    private void awaitEndOfGeneration(String requestId) {
        await("the end of generation")
                .atMost(DRAIN_PATIENCE)
                .until(
                        () -> mesh.kafka().about(Topic.TOKENS, requestId),
                        seen -> seen.getLast().type().equals("GenerationFinished"));
    }

    @Test
    void withoutABrokerNothingIsAcceptedAndWhatWasAcceptedIsAnsweredLater() {
        // Given
        Chat running = chat(1_500, 41);
        Chat later = chat(40, 42);
        List<String> undisturbed = texts(running, later);
        SseReading reading = gateway().stream(running).untilTexts(20);

        // When
        mesh.kill("broker");
        Reply refused = gateway().chat(chat(8, 43));
        mesh.startAgain("broker");

        // Then
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.error("type")).isEqualTo("server_error");
        assertThat(reading.toEnd().text()).isEqualTo(undisturbed.get(0));
        assertThatEveryIndexCameOnce(reading);
        assertThat(textOnceAccepted(later)).isEqualTo(undisturbed.get(1));
    }

    /// The services find the broker again each in its own time.
    private String textOnceAccepted(Chat chat) {
        return await("acceptance")
                .atMost(DRAIN_PATIENCE)
                .until(() -> gateway().chat(chat), reply -> reply.status() != 503)
                .text();
    }

    @Test
    void aKilledGatewaysStreamsAreReadOnAfterItsStart() {
        // Given
        Chat chat = chat(1_500, 51).stored();
        String undisturbed = gateway().chat(chat).text();
        SseReading reading = gateway().stream(chat).untilTexts(20);

        // When
        mesh.kill("gateway");
        mesh.startAgain("gateway");

        // Then
        SseReading again = gateway().resume(reading.requestId(), "").toEnd();
        assertThat(again.text()).isEqualTo(undisturbed);
        assertThat(again.frames()).startsWith(reading.frames());
        assertThatEveryIndexCameOnce(again);
    }

    /// For the client without gaps or repetitions; in the log perhaps more than once, but then as
    /// the same bytes; and one terminal event, told the same way each time.
    private void assertThatEveryIndexCameOnce(SseReading reading) {
        int last = reading.ids().size() - 1;
        assertThat(reading.ids())
                .isEqualTo(IntStream.rangeClosed(0, last).mapToObj(String::valueOf).toList());
        List<Seen> streamed = mesh.kafka().about(Topic.STREAM, reading.requestId());
        assertThat(streamed.stream().map(Seen::value).distinct()).hasSize(last + 1);
        assertThat(streamed.stream().map(Seen::index).distinct()).hasSize(last + 1);
        assertThat(mesh.kafka().about(Topic.RESULTS, reading.requestId()).stream().map(Seen::value))
                .isNotEmpty()
                .containsOnly(resultOf(reading.requestId()));
    }

    private String resultOf(String requestId) {
        return mesh.kafka().about(Topic.RESULTS, requestId).getFirst().value();
    }

    private List<String> texts(Chat... chats) {
        var calls = new ArrayList<Callable<String>>();
        for (Chat chat : chats) {
            calls.add(() -> gateway().chat(chat).text());
        }
        return Together.run(calls);
    }

    /// Always of that many tokens: the two that would end it are forbidden.
    private Chat chat(int tokens, long seed) {
        return Chat.of(modelName, "Once upon a time")
                .maxTokens(tokens)
                .sampled(0.9, seed)
                .with("logit_bias", "{\"0\":-100,\"2\":-100}");
    }

    private Gateway gateway() {
        return mesh.gateway();
    }
}
