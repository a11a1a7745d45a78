package dev.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.Priority;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.gateway.batch.BatchDesk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BatchesHttpTest {
    private static final String BATCHES = "/v1/batches";
    private static final String CHAT = "/v1/chat/completions";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestGateway gateway = new TestGateway();
    private BatchDesk desk = gateway.newDesk();

    @AfterEach
    void stop() {
        desk.close();
        gateway.close();
    }

    private static String chatLine(String customId, String content) {
        return TestGateway.json(
                "{'custom_id':'%s','method':'POST','url':'%s','body':{'model':'smollm2','messages':[{'role':'user','content':'%s'}]}}"
                        .formatted(customId, CHAT, content));
    }

    private static String chatLines(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> chatLine("c-" + i, "question " + i))
                .collect(Collectors.joining("\n"));
    }

    private String uploaded(String content) {
        String boundary = "----b";
        String body =
                "--"
                        + boundary
                        + "\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--"
                        + boundary
                        + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"b\"\r\n"
                        + "Content-Type: application/jsonl\r\n\r\n"
                        + content
                        + "\r\n--"
                        + boundary
                        + "--\r\n";
        HttpResponse<String> response =
                gateway.send(
                        gateway.to("/v1/files")
                                .setHeader(
                                        "Content-Type", "multipart/form-data; boundary=" + boundary)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response.body()).at("/id").asText();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String created(String fileId, String endpoint, String window) {
        HttpResponse<String> response =
                gateway.post(
                        BATCHES,
                        "{'input_file_id':'%s','endpoint':'%s','completion_window':'%s','metadata':{'a':'b'}}"
                                .formatted(fileId, endpoint, window));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return json(response.body()).at("/id").asText();
    }

    private JsonNode batch(String id) {
        return json(gateway.get(BATCHES + "/" + id).body());
    }

    private JsonNode awaited(String id) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    desk.step();
                    return !Set.of("validating", "in_progress", "cancelling")
                            .contains(batch(id).at("/status").asText());
                });
        return batch(id);
    }

    private List<JsonNode> lines(JsonNode fileId) {
        return gateway.get("/v1/files/" + fileId.asText() + "/content")
                .body()
                .lines()
                .map(BatchesHttpTest::json)
                .toList();
    }

    private void answerEach(Function<InferenceRequested, String> text) {
        gateway.mesh.script((mesh, request) ->
                SimMesh.recordsOf(request, true).answer(text.apply(request)).forEach(mesh::write));
    }

    @Test
    void answersEachLineInTheOrderOfTheFile() {
        // Given
        answerEach(request -> "answer " + request.spec().prompt().toString().length());
        String id = created(uploaded(chatLines(150) + "\n\n"), CHAT, "24h");

        // When
        JsonNode batch = awaited(id);

        // Then
        assertThat(batch.at("/status").asText()).isEqualTo("completed");
        assertThat(batch.at("/request_counts/total").asInt()).isEqualTo(150);
        assertThat(batch.at("/request_counts/completed").asInt()).isEqualTo(150);
        assertThat(batch.at("/error_file_id").isNull()).isTrue();
        assertThat(batch.at("/metadata/a").asText()).isEqualTo("b");
        List<JsonNode> lines = lines(batch.at("/output_file_id"));
        assertThat(lines).hasSize(150);
        for (int i = 0; i < 150; i++) {
            assertThat(lines.get(i).at("/custom_id").asText()).isEqualTo("c-" + i);
            assertThat(lines.get(i).at("/response/status_code").asInt()).isEqualTo(200);
            assertThat(lines.get(i).at("/response/body/object").asText())
                    .isEqualTo("chat.completion");
            assertThat(lines.get(i).at("/response/body/id"))
                    .isEqualTo(lines.get(i).at("/response/request_id"));
        }
        assertThat(gateway.mesh.requests)
                .allMatch(request -> request.spec().priority() == Priority.BATCH);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "/v1/completions | 'prompt':'x' | text_completion | /choices/0/text",
                "/v1/responses | 'input':'x' | response | /output/0/content/0/text",
                "/v1/chat/completions | 'messages':[{'role':'user','content':'x'}] |"
                        + " chat.completion | /choices/0/message/content"
            })
    void everyEndpointAnswersAsItsRouteDoes(
            String endpoint, String fields, String object, String text) {
        // Given
        gateway.mesh.answer("yes");
        String line =
                TestGateway.json(
                        "{'custom_id':'a','method':'POST','url':'%s','body':{'model':'smollm2',%s}}"
                                .formatted(endpoint, fields));

        // When
        JsonNode batch = awaited(created(uploaded(line), endpoint, "24h"));

        // Then
        JsonNode body = lines(batch.at("/output_file_id")).getFirst().at("/response/body");
        assertThat(body.at("/object").asText()).isEqualTo(object);
        assertThat(body.at(text).asText()).isEqualTo("yes");
    }

    @Test
    void aGatewayThatDiesAnywhereLosesAndRepeatsNothing() {
        // Given: the first one dies after so many requests, and so do its successors
        Set<RequestId> answered = ConcurrentHashMap.newKeySet();
        answerEach(request -> {
            answered.add(request.requestId());
            return "a";
        });
        String id = created(uploaded(chatLines(400)), CHAT, "24h");

        // When
        for (int kill = 1; kill <= 6; kill++) {
            int most = kill * 50;
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> {
                        desk.step();
                        return gateway.mesh.requests.size() >= most;
                    });
            desk.close();
            desk = gateway.newDesk();
        }
        JsonNode batch = awaited(id);

        // Then
        List<String> customIds =
                lines(batch.at("/output_file_id")).stream()
                        .map(line -> line.at("/custom_id").asText())
                        .toList();
        assertThat(batch.at("/status").asText()).isEqualTo("completed");
        assertThat(customIds).hasSize(400).doesNotHaveDuplicates();
        List<RequestId> published =
                gateway.mesh.requests.stream().map(InferenceRequested::requestId).toList();
        assertThat(new HashSet<>(published)).hasSize(400);
    }

    @Test
    void twoGatewaysOnOneBatchAnswerEachLineOnce() {
        // Given
        gateway.mesh.answer("a");
        String id = created(uploaded(chatLines(200)), CHAT, "24h");
        BatchDesk other = gateway.newDesk();

        // When
        JsonNode batch;
        try {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> {
                        desk.step();
                        other.step();
                        return batch(id).at("/status").asText().equals("completed");
                    });
            batch = batch(id);
        } finally {
            other.close();
        }

        // Then
        assertThat(lines(batch.at("/output_file_id"))).hasSize(200);
        assertThat(
                        gateway.mesh.requests.stream()
                                .map(InferenceRequested::requestId)
                                .collect(Collectors.toSet()))
                .hasSize(200);
    }

    @Test
    void aRefusedLineIsInTheErrorFileWithItsStatus() {
        // Given
        gateway.mesh.answer("a");
        String content =
                String.join(
                        "\n",
                        chatLine("good", "x"),
                        chatLine("hot", "x")
                                .replace("\"messages\"", "\"temperature\":9,\"messages\""),
                        chatLine("unknown", "x").replace("smollm2", "gpt-99"),
                        chatLine("stream", "x")
                                .replace("\"messages\"", "\"stream\":true,\"messages\""));

        // When
        JsonNode batch = awaited(created(uploaded(content), CHAT, "24h"));

        // Then
        assertThat(batch.at("/status").asText()).isEqualTo("completed");
        assertThat(batch.at("/request_counts/completed").asInt()).isEqualTo(1);
        assertThat(batch.at("/request_counts/failed").asInt()).isEqualTo(3);
        Map<String, JsonNode> errors =
                lines(batch.at("/error_file_id")).stream()
                        .collect(
                                Collectors.toMap(
                                        line -> line.at("/custom_id").asText(), line -> line));
        assertThat(errors).containsOnlyKeys("hot", "unknown", "stream");
        assertThat(errors.getOrDefault("hot", batch).at("/response/status_code").asInt())
                .isEqualTo(400);
        assertThat(errors.getOrDefault("hot", batch).at("/response/body/error/param").asText())
                .isEqualTo("temperature");
        assertThat(errors.getOrDefault("unknown", batch).at("/response/status_code").asInt())
                .isEqualTo(404);
        assertThat(errors.getOrDefault("stream", batch).at("/response/body/error/param").asText())
                .isEqualTo("stream");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "duplicate | duplicate_custom_id | 3",
                "no JSON | invalid_json_line | 2",
                "no object | invalid_json_line | 2",
                "no custom_id | missing_required_parameter | 2",
                "GET | invalid_method | 2",
                "other url | mismatched_url | 2",
                "no body | missing_required_parameter | 2",
                "too many | too_many_requests | 0",
                "empty | empty_file | 0",
                "too long | invalid_json_line | 2"
            })
    void aFlawedFileFailsTheBatchAndRunsNothing(String kind, String code, int line) {
        // Given
        String second = chatLine("b", "x");
        String flawed =
                switch (kind) {
                    case "duplicate" -> second + "\n" + chatLine("a", "x");
                    case "no JSON" -> "{\"custom_id\":";
                    case "no object" -> "[1]";
                    case "no custom_id" -> second.replace("custom_id", "customId");
                    case "GET" -> second.replace("POST", "GET");
                    case "other url" -> second.replace(CHAT, "/v1/completions");
                    case "no body" -> second.replace("\"body\"", "\"bodi\"");
                    case "too many" -> chatLines(TestGateway.BATCH_REQUESTS_MAX);
                    case "too long" -> chatLine("b", "x".repeat(TestGateway.BODY_BYTES_MAX + 5000));
                    default -> "";
                };
        String content = kind.equals("empty") ? " \n" : chatLine("a", "x") + "\n" + flawed;

        // When
        JsonNode batch = awaited(created(uploaded(content), CHAT, "24h"));

        // Then
        assertThat(batch.at("/status").asText()).isEqualTo("failed");
        assertThat(batch.at("/errors/data/0/code").asText()).isEqualTo(code);
        assertThat(batch.at("/errors/data/0/line").asInt()).isEqualTo(line);
        assertThat(gateway.mesh.requests).isEmpty();
    }

    @Test
    void aCancelledBatchHasThePartThatWasDone() {
        // Given: only ten lines are ever answered; lines are published by several threads
        var asked = new AtomicInteger();
        gateway.mesh.script((mesh, request) -> {
            if (asked.getAndIncrement() < 10) {
                SimMesh.recordsOf(request, true).answer("a").forEach(mesh::write);
            }
        });
        String id = created(uploaded(chatLines(300)), CHAT, "24h");
        await().atMost(PATIENCE)
                .until(() -> {
                    desk.step();
                    return batch(id).at("/request_counts/completed").asInt() > 0
                            && gateway.mesh.requests.size() >= 64;
                });

        // When
        JsonNode cancelling = json(gateway.post(BATCHES + "/" + id + "/cancel", "").body());
        JsonNode batch = awaited(id);

        // Then
        assertThat(cancelling.at("/status").asText()).isEqualTo("cancelling");
        assertThat(batch.at("/status").asText()).isEqualTo("cancelled");
        int completed = batch.at("/request_counts/completed").asInt();
        assertThat(lines(batch.at("/output_file_id"))).hasSize(completed);
        List<JsonNode> errors = lines(batch.at("/error_file_id"));
        assertThat(errors).hasSize(300 - completed);
        assertThat(errors)
                .allMatch(line -> line.at("/error/code").asText().equals("batch_cancelled"));
        assertThat(gateway.mesh.cancels).isNotEmpty();
        assertThat(gateway.post(BATCHES + "/" + id + "/cancel", "").statusCode()).isEqualTo(400);
    }

    @Test
    void anExpiredBatchHasThePartThatWasDone() {
        // Given
        gateway.mesh.script((mesh, request) -> {
            if (gateway.mesh.requests.size() <= 1) {
                SimMesh.recordsOf(request, true).answer("a").forEach(mesh::write);
            }
        });

        // When
        JsonNode batch = awaited(created(uploaded(chatLines(5)), CHAT, "1s"));

        // Then
        assertThat(batch.at("/status").asText()).isEqualTo("expired");
        assertThat(lines(batch.at("/error_file_id")))
                .isNotEmpty()
                .allMatch(line -> line.at("/error/code").asText().equals("batch_expired"));
        assertThat(gateway.mesh.requests).allMatch(request -> request.spec().deadline() != null);
    }

    @Test
    void listsBatchesInPagesNewestFirst() {
        // Given
        String file = uploaded(chatLines(1));
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ids.add(created(file, CHAT, "24h"));
        }

        // When
        JsonNode page = json(gateway.get(BATCHES + "?limit=2").body());
        JsonNode rest =
                json(
                        gateway.get(BATCHES + "?limit=2&after=" + page.at("/last_id").asText())
                                .body());

        // Then
        assertThat(page.at("/data/0/id").asText()).isEqualTo(ids.get(2));
        assertThat(page.at("/has_more").asBoolean()).isTrue();
        assertThat(rest.at("/data")).hasSize(1);
        assertThat(rest.at("/data/0/id").asText()).isEqualTo(ids.get(0));
        assertThat(gateway.get(BATCHES + "?after=batch_none").statusCode()).isEqualTo(400);
    }

    @Test
    void aForeignBatchIsLikeAnUnknownOne() {
        // Given
        String file = uploaded(chatLines(1));
        String id = created(file, CHAT, "24h");

        // Then
        HttpResponse<String> foreign = asStranger("/" + id, "GET", "");
        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(foreign.body()).isEqualTo(asStranger("/batch_none", "GET", "").body());
        assertThat(asStranger("/" + id + "/cancel", "POST", "").statusCode()).isEqualTo(404);
        assertThat(
                        asStranger(
                                        "",
                                        "POST",
                                        "{'input_file_id':'%s','endpoint':'%s','completion_window':'24h'}"
                                                .formatted(file, CHAT))
                                .statusCode())
                .isEqualTo(400);
    }

    private HttpResponse<String> asStranger(String path, String method, String body) {
        return gateway.send(
                gateway.to(BATCHES + path)
                        .setHeader("Authorization", "Bearer " + TestGateway.OTHER_TENANTS_KEY)
                        .method(method, HttpRequest.BodyPublishers.ofString(TestGateway.json(body)))
                        .build());
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'endpoint':'/v1/chat/completions','completion_window':'24h' | input_file_id",
                "'input_file_id':'file-none','endpoint':'/v1/chat/completions','completion_window':'24h'"
                    + " | input_file_id",
                "'input_file_id':'a b','endpoint':'/v1/chat/completions','completion_window':'24h'"
                        + " | input_file_id",
                "'input_file_id':'f','endpoint':'/v1/embeddings','completion_window':'24h' |"
                        + " endpoint",
                "'input_file_id':'f','endpoint':'/v1/chat/completions','completion_window':'9d' |"
                        + " completion_window",
                "'input_file_id':'f','endpoint':'/v1/chat/completions','completion_window':'soon' |"
                        + " completion_window",
                "'input_file_id':'f','endpoint':'/v1/chat/completions','completion_window':'24h','x':1"
                    + " | x"
            })
    void refusesByName(String fields, String param) {
        // When
        HttpResponse<String> refused = gateway.post(BATCHES, "{" + fields + "}");

        // Then
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused.body()).at("/error/param").asText()).isEqualTo(param);
    }

    @Test
    void aRetriedCreationMakesOneBatch() {
        // Given
        String body =
                TestGateway.json(
                        "{'input_file_id':'%s','endpoint':'%s','completion_window':'24h'}"
                                .formatted(uploaded(chatLines(1)), CHAT));

        // When
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> response =
                    gateway.send(
                            gateway.to(BATCHES)
                                    .header("Idempotency-Key", "k")
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build());
            ids.add(json(response.body()).at("/id").asText());
        }

        // Then
        assertThat(ids.get(0)).startsWith("batch_").isEqualTo(ids.get(1));
        assertThat(json(gateway.get(BATCHES).body()).at("/data")).hasSize(1);
    }
}
