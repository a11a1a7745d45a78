package dev.sluice.gateway.http;

import static dev.sluice.gateway.http.TestGateway.CHAT;
import static dev.sluice.gateway.http.TestGateway.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.MeshEvent.RequestAccepted;
import dev.sluice.contracts.event.MeshEvent.RequestRefused;
import dev.sluice.contracts.event.Priority;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.gateway.http.TestGateway.Settings;
import dev.sluice.gateway.streaming.StreamRecords;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChatHttpTest {
    private final TestGateway gateway = new TestGateway();

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void answersWhole() {
        // Given
        gateway.mesh.answer("Par", "is");

        // When
        HttpResponse<String> response = gateway.post(CHAT, chat(""));

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.body())
                .contains("\"object\":\"chat.completion\"", "\"content\":\"Paris\"");
    }

    @Test
    void answersAsAStream() {
        // Given
        gateway.mesh.answer("Par", "is");

        // When
        HttpResponse<String> response = gateway.send(gateway.streamRequest(""));

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-cache");
        assertThat(response.body())
                .startsWith("id: 0\ndata: {")
                .contains("\"content\":\"Par\"", "\"content\":\"is\"", "id: 3\n")
                .endsWith("data: [DONE]\n\n");
    }

    /// As while masking or all workers are down.
    @ParameterizedTest
    @ValueSource(strings = {"", ",'stream':true"})
    void anAnswerThatDoesNotBeginEndsIn503(String stream) {
        // Given
        Settings impatient = Settings.PATIENT.withFirstRecordTimeout(Duration.ofMillis(50));
        try (TestGateway standing = new TestGateway(impatient)) {
            standing.mesh.script((_, _) -> {});

            // When
            HttpResponse<String> response = standing.post(CHAT, chat(stream));

            // Then
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.body())
                    .contains("has not begun", "mesh_unavailable", "GET /v1/streams/");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",'stream':true"})
    void givesTheCallerHisOwnValues(String stream) {
        // Given
        gateway.mesh.script((mesh, request) -> {
            StreamRecords records = SimMesh.recordsOf(request, false);
            mesh.write(records.started());
            mesh.write(
                    records.restored(
                            1, "<EMAIL_k7q2m9x4>", "ann@example.org", TestGateway.SECRETS));
            mesh.write(records.finished(2));
        });

        // When
        HttpResponse<String> response = gateway.post(CHAT, chat(stream));

        // Then
        assertThat(response.body())
                .contains("\"content\":\"ann@example.org\"")
                .doesNotContain("EMAIL_k7q2m9x4");
    }

    /// The gateway that goes on with a stream knows of the tools by the log.
    @Test
    void answersWithCallsOfTools() throws Exception {
        // Given
        gateway.mesh.answer(
                "Let me see.",
                "<tool_call>\n{\"name\": \"now\", ",
                "\"arguments\": {\"zone\":\"UTC\"}}\n</tool_call>");
        String tools =
                ",'tools':[{'type':'function','function':{'name':'now','parameters':{'type':"
                        + "'object','properties':{'zone':{'enum':['UTC']}}}}}],"
                        + "'tool_choice':'auto'";

        // When
        HttpResponse<String> whole = gateway.post(CHAT, chat(tools));
        HttpResponse<String> stream = gateway.post(CHAT, chat(tools + ",'stream':true"));
        String id = stream.headers().firstValue("X-Request-Id").orElseThrow();
        HttpResponse<String> resumed = gateway.get("/v1/streams/" + id + "?starting_after=2");

        // Then
        assertThat(whole.body())
                .contains(
                        "\"content\":\"Let me see.\"",
                        "\"function\":{\"name\":\"now\","
                                + "\"arguments\":\"{\\\"zone\\\":\\\"UTC\\\"}\"}",
                        "\"finish_reason\":\"tool_calls\"");
        assertThat(stream.body())
                .contains("\"content\":\"Let me see.\"", "\"finish_reason\":\"tool_calls\"");
        assertThat(resumed.body())
                .startsWith("id: 3\n")
                .contains("\"tool_calls\":[{\"index\":0,\"id\":\"call_")
                .isEqualTo(stream.body().substring(stream.body().indexOf("id: 3\n")));
        assertThat(((Prompt.Chat) nextRequest().spec().prompt()).tools()).hasSize(1);
    }

    @Test
    void oneIdStandsEverywhere() throws Exception {
        // Given
        gateway.mesh.answer("a");

        // When
        HttpResponse<String> response = gateway.post(CHAT, chat(""));

        // Then
        String id = response.headers().firstValue("X-Request-Id").orElseThrow();
        InferenceRequested request = nextRequest();
        assertThat(response.body()).startsWith("{\"id\":\"" + id + "\"");
        assertThat(request.requestId().value()).isEqualTo(id);
        assertThat(request.requestId().located().orElseThrow().streamPartition()).isZero();
        var note = gateway.mesh.notes.poll(30, TimeUnit.SECONDS);
        assertThat(note).isInstanceOf(RequestAccepted.class);
        assertThat(((RequestAccepted) note).requestId().value()).isEqualTo(id);
        assertThat(((RequestAccepted) note).route()).isEqualTo("POST /v1/chat/completions");
        assertThat(((RequestAccepted) note).keyId()).isEqualTo("k1");
    }

    @Test
    void theRequestCarriesWhatWasAskedFor() throws Exception {
        // Given
        gateway.mesh.answer("a");
        HttpRequest asked =
                gateway.to(CHAT)
                        .header("X-Sluice-Priority", "interactive")
                        .header("X-Sluice-Deadline", "30s")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        chat(",'max_tokens':9,'user':'u'")))
                        .build();

        // When
        gateway.send(asked);

        // Then
        var spec = nextRequest().spec();
        assertThat(spec.model()).isEqualTo("smollm2");
        assertThat(spec.settings().maxTokens()).isEqualTo(9);
        assertThat(spec.priority()).isEqualTo(Priority.INTERACTIVE);
        assertThat(spec.deadline()).isEqualTo(spec.acceptedAt().plusSeconds(30));
        assertThat(spec.subject()).isEqualTo("u");
        assertThat(((Prompt.Chat) spec.prompt()).messages()).hasSize(1);
    }

    @Test
    void aSeedIsDrawnForEachRequest() throws Exception {
        // Given
        gateway.mesh.answer("a");

        // When
        gateway.post(CHAT, chat(""));
        gateway.post(CHAT, chat(""));

        // Then
        assertThat(nextRequest().spec().settings().seed())
                .isNotEqualTo(nextRequest().spec().settings().seed());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",'stream':true"})
    void anEarlyFailureHasItsOwnStatus(String stream) {
        // Given
        gateway.mesh.script((mesh, request) ->
                mesh.write(
                        SimMesh.recordsOf(request, false)
                                .failed(
                                        0,
                                        new Failure(ErrorCode.QUEUE_FULL, "10 requests wait", 7))));

        // When
        HttpResponse<String> response = gateway.post(CHAT, chat(stream));

        // Then
        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("Retry-After")).contains("7");
        assertThat(response.body())
                .contains("\"code\":\"queue_full\"", "\"message\":\"10 requests wait\"");
    }

    @Test
    void aLateFailureStandsInTheStream() {
        // Given
        gateway.mesh.script((mesh, request) -> {
            var records = SimMesh.recordsOf(request, false);
            mesh.write(records.started());
            mesh.write(records.text(1, "a"));
            mesh.write(records.failed(2, ErrorCode.ENGINE_FAILED, "engine failed"));
        });

        // When
        HttpResponse<String> response = gateway.send(gateway.streamRequest(""));

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .contains("id: 2\ndata: {\"error\":{\"message\":\"engine failed\"")
                .doesNotContain("[DONE]");
    }

    @Test
    void aLateFailureIsTheStatusOfAWholeAnswer() {
        // Given
        gateway.mesh.script((mesh, request) -> {
            var records = SimMesh.recordsOf(request, false);
            mesh.write(records.started());
            mesh.write(records.text(1, "a"));
            mesh.write(records.failed(2, ErrorCode.DEADLINE_EXCEEDED, "too late"));
        });

        // When
        HttpResponse<String> response = gateway.post(CHAT, chat(""));

        // Then
        assertThat(response.statusCode()).isEqualTo(504);
        assertThat(response.body()).contains("\"code\":\"deadline_exceeded\"");
    }

    @Test
    void aClientSeesThatItIsAcceptedAfterTheStatusHold() throws Exception {
        try (var eager = new TestGateway(Settings.PATIENT.withStatusHold(Duration.ofMillis(1)))) {
            // When
            HttpResponse<InputStream> response = eager.open(eager.streamRequest(""));

            // Then
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("X-Request-Id")).isPresent();
            assertThat(new String(response.body().readNBytes(11), StandardCharsets.UTF_8))
                    .isEqualTo(": accepted\n");
            response.body().close();
        }
    }

    @Test
    void aSilentStreamBeats() throws Exception {
        Settings settings =
                Settings.PATIENT
                        .withStatusHold(Duration.ofMillis(1))
                        .withHeartbeat(Duration.ofMillis(20));
        try (var beating = new TestGateway(settings)) {
            // When
            HttpResponse<InputStream> response = beating.open(beating.streamRequest(""));

            // Then
            assertThat(new String(response.body().readNBytes(37), StandardCharsets.UTF_8))
                    .isEqualTo(": accepted\n: keep-alive\n: keep-alive\n");
            response.body().close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",'stream':true"})
    void withoutBrokersNothingIsAccepted(String stream) throws Exception {
        // Given
        gateway.mesh.goDown();

        // When
        HttpResponse<String> response = gateway.post(CHAT, chat(stream));

        // Then
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
        assertThat(response.body()).contains("\"code\":\"mesh_unavailable\"");
        var note = (RequestRefused) gateway.mesh.notes.poll(30, TimeUnit.SECONDS);
        assertThat(note).isNotNull();
        assertThat(note.code()).isEqualTo(ErrorCode.MESH_UNAVAILABLE);
        assertThat(gateway.openStreams.count()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/generate", "/api/v1/infer"})
    void theGuidesRoutesAnswerTextAtTopLevel(String path) throws Exception {
        // Given
        gateway.mesh.answer("Par", "is");

        // When
        HttpResponse<String> response =
                gateway.post(path, "{'prompt':'Capital?','max_tokens':4,'temperature':0,'seed':1}");

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("\"text\":\"Paris\"", "\"finish_reason\":\"stop\"");
        assertThat(nextRequest().spec().model()).isEqualTo("smollm2");
    }

    @Test
    void theGuidesRoutesNeedAModelWhereThereAreSeveral() {
        // Given
        gateway.serveModel("second");

        // When
        HttpResponse<String> response = gateway.post("/generate", "{'prompt':'a'}");

        // Then
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"param\":\"model\"", "2 models");
    }

    @Test
    void listsModels() {
        // When
        HttpResponse<String> list = gateway.get("/v1/models");
        HttpResponse<String> one = gateway.get("/v1/models/smollm2");
        HttpResponse<String> none = gateway.get("/v1/models/a%2Fb");

        // Then
        assertThat(list.body())
                .startsWith("{\"object\":\"list\",\"data\":[{\"id\":\"smollm2\"")
                .contains("\"owned_by\":\"sluice\",\"max_model_len\":2048,\"status\":\"ready\"");
        assertThat(one.body()).startsWith("{\"id\":\"smollm2\",\"object\":\"model\"");
        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(none.body()).contains("'a/b'", "\"code\":\"model_not_found\"");
    }

    @Test
    void openStreamsAreBounded() throws Exception {
        try (var small = new TestGateway(Settings.PATIENT.withOpenStreamsMax(1))) {
            // Given
            var first = small.open(streaming(small));

            // When
            HttpResponse<String> second = small.post(CHAT, chat(""));

            // Then
            assertThat(second.statusCode()).isEqualTo(503);
            assertThat(second.body()).contains("1 open streams");
            first.body().close();
        }
    }

    /// Has its headers at once, and stays open.
    private static HttpRequest streaming(TestGateway small) {
        small.mesh.script(
                (mesh, request) -> mesh.write(SimMesh.recordsOf(request, false).started()));
        return small.streamRequest("");
    }

    @Test
    void whenTheGatewayStopsThereAreNoNewRequests() {
        // Given
        gateway.openStreams.refuseNew();

        // When
        HttpResponse<String> response = gateway.post(CHAT, chat(""));

        // Then
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(gateway.mesh.requests).isEmpty();
    }

    private InferenceRequested nextRequest() throws InterruptedException {
        InferenceRequested request = gateway.mesh.requests.poll(30, TimeUnit.SECONDS);
        assertThat(request).isNotNull();
        return request;
    }
}
