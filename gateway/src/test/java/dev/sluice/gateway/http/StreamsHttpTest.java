package dev.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.event.ControlEvent.CancelInference;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.gateway.streaming.StreamRecords;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StreamsHttpTest {
    private final TestGateway gateway = new TestGateway();

    @AfterEach
    void stop() {
        gateway.close();
    }

    private static String idOf(HttpResponse<?> response) {
        return response.headers().firstValue("X-Request-Id").orElseThrow();
    }

    @Test
    void aFinishedStreamIsTheSameFromEveryIndex() {
        // Given
        gateway.mesh.answer("a", "b", "c");
        HttpResponse<String> first =
                gateway.send(
                        gateway.streamRequest(
                                ",'stream_options':{'include_usage':true}".replace('\'', '"')));
        String path = "/v1/streams/" + idOf(first);

        // When
        HttpResponse<String> again = gateway.get(path);
        List<String> resumed =
                List.of(0, 1, 2, 3, 4).stream()
                        .map(index -> gateway.get(path + "?starting_after=" + index).body())
                        .toList();

        // Then
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(idOf(again)).isEqualTo(idOf(first));
        for (int index = 0; index < resumed.size(); index++) {
            int end = first.body().indexOf("\n\n", first.body().indexOf("id: " + index)) + 2;
            assertThat(resumed.get(index)).isEqualTo(first.body().substring(end));
        }
    }

    @Test
    void lastEventIdResumesToo() {
        // Given
        gateway.mesh.answer("a", "b", "c");
        String path = "/v1/streams/" + idOf(gateway.send(gateway.streamRequest("")));

        // When
        HttpResponse<String> resumed =
                gateway.send(gateway.to(path).header("Last-Event-ID", "2").GET().build());

        // Then
        assertThat(resumed.body()).startsWith("id: 3\n");
    }

    @Test
    void aWholeAnswerCanBeReadAsAStream() {
        // Given
        gateway.mesh.answer("a");
        String id = idOf(gateway.post(TestGateway.CHAT, TestGateway.chat("")));

        // When
        HttpResponse<String> stream = gateway.get("/v1/streams/" + id);

        // Then
        assertThat(stream.body()).contains("\"content\":\"a\"").endsWith("data: [DONE]\n\n");
    }

    @Test
    void severalReadersSeeTheSameWhileItRuns() throws Exception {
        // Given
        gateway.mesh.script(
                (mesh, request) -> mesh.write(SimMesh.recordsOf(request, false).started()));
        var first = gateway.open(gateway.streamRequest(""));
        var second = gateway.open(gateway.to("/v1/streams/" + idOf(first)).GET().build());
        InferenceRequested request = gateway.mesh.requests.poll(30, TimeUnit.SECONDS);
        assertThat(request).isNotNull();
        StreamRecords records = SimMesh.recordsOf(request, false);

        // When
        gateway.mesh.write(records.text(1, "a"));
        gateway.mesh.write(records.finished(2));

        // Then
        byte[] one = first.body().readAllBytes();
        assertThat(second.body().readAllBytes()).isEqualTo(one);
        // The client may have all of it before the gateway knows that it has.
        await().untilAsserted(() ->
                assertThat(gateway.openStreams.isOpen(request.requestId())).isFalse());
    }

    @Test
    void aFailedStreamTellsItsErrorAgain() {
        // Given
        gateway.mesh.script((mesh, request) ->
                mesh.write(
                        SimMesh.recordsOf(request, false).failed(0, ErrorCode.QUEUE_FULL, "full")));
        String id = idOf(gateway.send(gateway.streamRequest("")));

        // When
        HttpResponse<String> again = gateway.get("/v1/streams/" + id);

        // Then
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).startsWith("id: 0\ndata: {\"error\":{\"message\":\"full\"");
    }

    @ParameterizedTest
    @CsvSource({"GET", "DELETE"})
    void aStreamOfAnotherTenantLooksLikeNone(String method) {
        // Given
        gateway.mesh.answer("a");
        String id = idOf(gateway.send(gateway.streamRequest("")));

        // When
        HttpResponse<String> foreign = gateway.send(asOther(method, id));
        HttpResponse<String> unknown = gateway.send(asOther(method, "chatcmpl-none"));

        // Then
        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(foreign.statusCode()).isEqualTo(unknown.statusCode());
        assertThat(foreign.body()).isEqualTo(unknown.body());
        assertThat(foreign.headers().map().keySet()).isEqualTo(unknown.headers().map().keySet());
        assertThat(idOf(foreign)).startsWith("req-");
        assertThat(gateway.mesh.cancels).isEmpty();
    }

    private HttpRequest asOther(String method, String id) {
        return gateway.to("/v1/streams/" + id)
                .setHeader("Authorization", "Bearer " + TestGateway.OTHER_TENANTS_KEY)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nope", "chatcmpl-1", "%20", "a%2Fb", "..%2f"})
    void unknownStreams(String id) {
        assertThat(gateway.get("/v1/streams/" + id).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-2", "1.5", "99999999999999999999"})
    void badIndexes(String index) {
        // When
        HttpResponse<String> response = gateway.get("/v1/streams/x?starting_after=" + index);

        // Then
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"param\":\"starting_after\"");
    }

    @Test
    void deleteCancels() throws Exception {
        // Given
        gateway.mesh.script(
                (mesh, request) -> mesh.write(SimMesh.recordsOf(request, false).started()));
        var open = gateway.open(gateway.streamRequest(""));
        String id = idOf(open);

        // When
        HttpResponse<String> response =
                gateway.send(gateway.to("/v1/streams/" + id).DELETE().build());

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .isEqualTo("{\"id\":\"" + id + "\",\"object\":\"stream\",\"cancelled\":true}");
        CancelInference command = gateway.mesh.cancels.poll(30, TimeUnit.SECONDS);
        assertThat(command).isNotNull();
        assertThat(command.requestId().value()).isEqualTo(id);
        assertThat(command.reason()).isEqualTo("client");
        open.body().close();
    }

    @Test
    void aCancelledWholeAnswerSaysSo() throws Exception {
        // Given
        CompletableFuture<HttpResponse<String>> waiting =
                CompletableFuture.supplyAsync(
                        () -> gateway.post(TestGateway.CHAT, TestGateway.chat("")));
        InferenceRequested request = gateway.mesh.requests.poll(30, TimeUnit.SECONDS);
        assertThat(request).isNotNull();

        // When
        gateway.mesh.write(
                SimMesh.recordsOf(request, false).failed(0, ErrorCode.CANCELLED, "cancelled"));

        // Then
        assertThat(waiting.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(499);
    }
}
