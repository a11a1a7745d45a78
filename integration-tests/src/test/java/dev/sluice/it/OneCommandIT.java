package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.it.client.Chat;
import dev.sluice.it.client.Reply;
import dev.sluice.it.client.Together;
import dev.sluice.it.kafka.RecordWriter;
import dev.sluice.it.mesh.OnRealMesh;
import dev.sluice.it.mesh.RealMesh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `./sluice up` gives a person: a key, a real answer on every route, metrics, an audit.
@OnRealMesh
class OneCommandIT {
    private static final String QUESTION = "What is the capital of France? Answer in one word.";
    private static final long RESIDENT_BYTES_MAX = 1_600_000_000L;
    private static final int REQUESTS_BEFORE_MEMORY_IS_READ = 20;
    private static final Duration AUDIT_DELAY_MAX = Duration.ofSeconds(15);

    private final RealMesh mesh;

    OneCommandIT(RealMesh mesh) {
        this.mesh = mesh;
    }

    @Test
    void theFirstStartShowsTheKeyThatItKeepsForItsOwnerOnly() throws IOException {
        // Given
        var keyFile = mesh.home().resolve("admin.key");

        // When
        String kept = Files.readString(keyFile).strip();

        // Then
        assertThat(kept).isEqualTo(mesh.gateway().key()).startsWith("sk-");
        assertThat(Files.getPosixFilePermissions(keyFile))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void theReadyReportHasARequestToPaste() {
        // When
        String report = mesh.process().out();

        // Then
        assertThat(report)
                .contains("Sluice is ready in ", mesh.gateway().address() + "/v1/chat/completions")
                .contains("curl ", "\"model\":\"" + mesh.model() + "\"");
    }

    @Test
    void knowsTheCapitalOfFranceWithTheTemplatesOwnSystemMessage() {
        // When
        Reply reply = mesh.gateway().chat(Chat.of(mesh.model(), QUESTION).maxTokens(32));

        // Then
        assertThat(reply.text()).contains("Paris");
        assertThat(reply.requestId()).isEqualTo(reply.json().path("id").asText());
        JsonNode usage = reply.json().path("usage");
        assertThat(usage.path("prompt_tokens").asInt()).isPositive();
        assertThat(usage.path("total_tokens").asInt())
                .isEqualTo(
                        usage.path("prompt_tokens").asInt()
                                + usage.path("completion_tokens").asInt());
    }

    @ParameterizedTest
    @CsvSource({"/generate, prompt", "/api/v1/infer, query"})
    void theGuidesRoutesAnswerWithTheTextAtTopLevel(String route, String field) {
        // Given
        String body =
                "{\"%s\":\"%s\",\"max_tokens\":16,\"temperature\":0}".formatted(field, QUESTION);

        // When
        Reply reply = mesh.gateway().post(route, body);

        // Then
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("text").asText()).contains("Paris");
    }

    /// Where all services count in one registry.
    @Test
    void badRecordsStopNothing() {
        // When
        try (var writer = new RecordWriter(mesh.bootstrapServers())) {
            for (Topic topic : Topic.values()) {
                writer.write(topic, 0, "hostile", "not json");
            }
        }

        // Then
        for (int i = 0; i < 4; i++) {
            Reply reply = mesh.gateway().chat(Chat.of(mesh.model(), QUESTION).maxTokens(2));
            assertThat(reply.status()).isEqualTo(200);
        }
    }

    @Test
    void listsTheModelThatItServes() {
        // When
        Reply models = mesh.gateway().get("/v1/models");
        Reply one = mesh.gateway().get("/v1/models/" + mesh.model());

        // Then
        assertThat(models.json().path("data")).hasSize(1);
        assertThat(models.json().at("/data/0/id").asText()).isEqualTo(mesh.model());
        assertThat(one.json().path("id").asText()).isEqualTo(mesh.model());
    }

    @Test
    void auditsACompletedRequestUnderItsId() {
        // Given
        Reply reply = mesh.gateway().chat(Chat.of(mesh.model(), "Say hello.").maxTokens(8));

        // When
        JsonNode audited = auditOf(reply.requestId(), "completed");

        // Then
        assertThat(audited.path("gen_ai.request.model").asText()).isEqualTo(mesh.model());
        assertThat(audited.path("gen_ai.usage.output_tokens").asInt())
                .isEqualTo(reply.json().at("/usage/completion_tokens").asInt());
    }

    @Test
    void auditsRequestsThatWereRefused() {
        // Given
        Chat chat = Chat.of("no-such-model", "hi");

        // When
        Reply stranger = mesh.gateway().withKey("sk-wrong").chat(chat);
        Reply lost = mesh.gateway().chat(chat);

        // Then
        assertThat(auditOf(stranger.requestId(), "refused").path("error.type").asText())
                .isEqualTo("invalid_api_key");
        assertThat(auditOf(lost.requestId(), "refused").path("error.type").asText())
                .isEqualTo("model_not_found");
    }

    @Test
    void theAuditNeedsAKey() {
        // When
        Reply reply = mesh.gateway().withKey(null).get("/audit/v1/records");

        // Then
        assertThat(reply.status()).isEqualTo(401);
    }

    @Test
    void healthNeedsNoKeyAndMetricsDo() {
        // Given
        var stranger = mesh.gateway().withKey(null);

        // When
        Reply live = stranger.get("/health/live");
        Reply ready = stranger.get("/health/ready");
        Reply metrics = stranger.get("/metrics");

        // Then
        assertThat(live.status()).isEqualTo(200);
        assertThat(ready.status()).isEqualTo(200);
        assertThat(metrics.status()).isEqualTo(401);
    }

    @Test
    void metricsHaveTheNamesThatDashboardsKnow() {
        // Given
        mesh.gateway().chat(Chat.of(mesh.model(), "Say hello.").maxTokens(8)).text();

        // When
        String metrics = mesh.gateway().get("/metrics").body();

        // Then
        assertThat(metrics)
                .contains(
                        "sluice_num_requests_running",
                        "sluice_num_requests_waiting",
                        "sluice_kv_cache_usage_perc",
                        "sluice_prompt_tokens_total",
                        "sluice_generation_tokens_total",
                        "sluice_request_success_total",
                        "sluice_failovers_total",
                        "sluice_time_to_first_token_seconds_bucket",
                        "sluice_inter_token_latency_seconds_bucket",
                        "sluice_e2e_request_latency_seconds_bucket",
                        "sluice_request_queue_time_seconds_bucket");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void staysWithinTheMemoryOfASmallLaptop() throws IOException {
        // Given
        Chat chat = Chat.of(mesh.model(), "Count to twenty.").maxTokens(24);
        Callable<String> request = () -> mesh.gateway().chat(chat).text();
        Together.run(Collections.nCopies(REQUESTS_BEFORE_MEMORY_IS_READ, request));

        // When
        long residentBytes = mesh.process().residentBytes();

        // Then
        assertThat(residentBytes).isLessThanOrEqualTo(RESIDENT_BYTES_MAX);
    }

    @Test
    void noPromptAndNoAnswerReachesTheLog() throws IOException {
        // Given
        String mark = "xylophone-4711";
        mesh.gateway().chat(Chat.of(mesh.model(), "Repeat: " + mark).maxTokens(16)).text();

        // When
        List<String> written = logLines();

        // Then
        assertThat(written).isNotEmpty().noneMatch(line -> line.contains(mark));
    }

    private List<String> logLines() throws IOException {
        var lines = new java.util.ArrayList<>(mesh.process().errLines());
        try (Stream<java.nio.file.Path> files = Files.list(mesh.home().resolve("logs"))) {
            for (var file : files.toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines;
    }

    /// The record once it has that outcome: audit reads the log, a moment later than the client.
    private JsonNode auditOf(String requestId, String outcome) {
        String path = "/audit/v1/records/" + requestId;
        return await("audit of " + requestId)
                .atMost(AUDIT_DELAY_MAX)
                .until(
                        () -> mesh.gateway().get(path).json(),
                        json -> json.path("outcome").asText().equals(outcome));
    }
}
