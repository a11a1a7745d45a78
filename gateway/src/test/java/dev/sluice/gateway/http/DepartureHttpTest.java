package dev.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.contracts.event.ControlEvent.CancelInference;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.gateway.http.TestGateway.Settings;
import dev.sluice.gateway.streaming.Cut;
import dev.sluice.gateway.streaming.StreamRecords;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What becomes of a request when its client goes away or cannot keep up.
final class DepartureHttpTest {
    private static final Settings SHORT_GRACE =
            Settings.PATIENT.withResumeGrace(Duration.ofMillis(50));

    private static InferenceRequested requestOf(TestGateway gateway) throws Exception {
        InferenceRequested request = gateway.mesh.requests.poll(30, TimeUnit.SECONDS);
        assertThat(request).isNotNull();
        return request;
    }

    private static CancelInference cancelOf(TestGateway gateway) throws Exception {
        CancelInference command = gateway.mesh.cancels.poll(30, TimeUnit.SECONDS);
        assertThat(command).isNotNull();
        return command;
    }

    private static HttpResponse<InputStream> openStream(TestGateway gateway, String more) {
        gateway.mesh.script(
                (mesh, request) -> mesh.write(SimMesh.recordsOf(request, false).started()));
        return gateway.open(gateway.streamRequest(more));
    }

    /// A client that can hang up in the middle.
    private static Socket ask(TestGateway gateway, String body) throws Exception {
        Socket socket = gateway.connect();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        socket.getOutputStream()
                .write(
                        ("POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\n"
                                        + "Content-Type: application/json\r\n"
                                        + "Authorization: Bearer sk-test\r\nContent-Length: "
                                        + bytes.length
                                        + "\r\n\r\n")
                                .getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().write(bytes);
        return socket;
    }

    @Test
    void aWholeRequestIsCancelledAtOnce() throws Exception {
        try (var gateway = new TestGateway()) {
            // Given
            Socket client = ask(gateway, TestGateway.chat(""));
            InferenceRequested request = requestOf(gateway);

            // When
            client.close();

            // Then
            CancelInference command = cancelOf(gateway);
            assertThat(command.requestId()).isEqualTo(request.requestId());
            assertThat(command.reason()).isEqualTo("disconnect");
            assertThat(gateway.openStreams.count()).isZero();
        }
    }

    @Test
    void aStreamIsCancelledAfterTheGracePeriod() throws Exception {
        try (var gateway = new TestGateway(SHORT_GRACE)) {
            // Given
            var client = openStream(gateway, "");

            // When
            client.body().close();

            // Then
            CancelInference command = cancelOf(gateway);
            assertThat(command.requestId()).isEqualTo(requestOf(gateway).requestId());
            assertThat(gateway.openStreams.count()).isZero();
        }
    }

    @Test
    void aStreamWaitsForItsClientWithinTheGracePeriod() throws Exception {
        try (var gateway = new TestGateway(Settings.PATIENT.withStatusHold(Duration.ofMillis(1)))) {
            // Given
            var client = openStream(gateway, "");
            StreamRecords records = SimMesh.recordsOf(requestOf(gateway), false);
            client.body().close();
            await().until(() -> gateway.openStreams.readerCount() == 0);

            // When
            var resumed =
                    gateway.open(
                            gateway.to(
                                            "/v1/streams/"
                                                    + client.headers()
                                                            .firstValue("X-Request-Id")
                                                            .orElseThrow()
                                                    + "?starting_after=0")
                                    .GET()
                                    .build());

            // Then
            gateway.mesh.write(records.text(1, "a"));
            gateway.mesh.write(records.finished(2));
            assertThat(new String(resumed.body().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("id: 1\n", "id: 2\n", "[DONE]");
            assertThat(gateway.mesh.cancels).isEmpty();
        }
    }

    @Test
    void aStoredStreamRunsOn() throws Exception {
        try (var gateway = new TestGateway(SHORT_GRACE)) {
            // Given
            var client = openStream(gateway, ",\"store\":true");

            // When
            client.body().close();

            // Then
            await().until(() -> gateway.openStreams.count() == 0);
            assertThat(gateway.mesh.cancels).isEmpty();
        }
    }

    @Test
    void aFinishedRequestIsNotCancelled() throws Exception {
        try (var gateway = new TestGateway(SHORT_GRACE)) {
            // Given
            gateway.mesh.answer("a");

            // When
            gateway.send(gateway.streamRequest(""));
            gateway.post(TestGateway.CHAT, TestGateway.chat(""));

            // Then
            await().until(() -> gateway.openStreams.count() == 0);
            assertThat(gateway.mesh.cancels).isEmpty();
        }
    }

    @Test
    void aClientThatLeavesBeforeItIsAcceptedIsNotForgotten() throws Exception {
        try (var gateway = new TestGateway()) {
            // Given
            Socket client = ask(gateway, TestGateway.chat(""));

            // When
            client.close();
            requestOf(gateway);

            // Then
            assertThat(cancelOf(gateway)).isNotNull();
        }
    }

    @Test
    void aStoppingGatewaySaysHowToGoOn() throws Exception {
        try (var gateway = new TestGateway()) {
            // Given
            var client = openStream(gateway, "");
            InferenceRequested request = requestOf(gateway);
            client.body().readNBytes(10);

            // When
            gateway.openStreams.cutAll(Cut.GATEWAY_STOPS);

            // Then
            assertThat(new String(client.body().readAllBytes(), StandardCharsets.UTF_8))
                    .contains(
                            "data: {\"error\":{\"message\":\"this gateway is shutting down; resume"
                                    + " with GET /v1/streams/"
                                    + request.requestId()
                                    + "?starting_after=0\"");
            await().until(() -> gateway.openStreams.count() == 0);
            assertThat(gateway.mesh.cancels).isEmpty();
        }
    }

    @Test
    void aSlowReaderIsCutOffAndMayComeBack() throws Exception {
        Settings narrow = Settings.PATIENT.withUnsentRecordsMax(8);
        try (var gateway = new TestGateway(narrow);
                Socket client = ask(gateway, TestGateway.chat(",'stream':true"))) {
            // Given
            StreamRecords records = SimMesh.recordsOf(requestOf(gateway), false);
            gateway.mesh.write(records.started());
            client.setSoTimeout(30_000);
            // A stream that is cut before it is open gets a status of its own, and no chunks.
            until(client.getInputStream(), "\r\n\r\n");
            String text = "x".repeat(100_000);

            // When
            for (int index = 1; !wasCut(gateway); index++) {
                gateway.mesh.write(records.text(index, text));
            }

            // Then
            assertThat(until(client.getInputStream(), "\r\n0\r\n\r\n"))
                    .contains("the client reads more slowly", "?starting_after=");
        }
    }

    private static String until(InputStream in, String end) throws Exception {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end, Math.max(0, text.length() - end.length())) < 0) {
            int next = in.read();
            assertThat(next).isNotNegative();
            text.append((char) next);
        }
        return text.toString();
    }

    private static boolean wasCut(TestGateway gateway) {
        return gateway.meters.find("sluice.streams.cut").tag("reason", "slow_reader").counter()
                != null;
    }
}
