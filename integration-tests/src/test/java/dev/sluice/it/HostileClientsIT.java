package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.client.Chat;
import dev.sluice.it.client.Gateway;
import dev.sluice.it.client.HostileSocket;
import dev.sluice.it.client.Http2Frames;
import dev.sluice.it.client.SseReading;
import dev.sluice.it.mesh.OnTwoGateways;
import dev.sluice.it.mesh.ProcessMesh;
import dev.sluice.it.mesh.TwoGateways;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Connections that mean ill, against a gateway's own process with short patience.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@OnTwoGateways
class HostileClientsIT {
    private static final String STRICT = "gateway-strict";
    private static final int CONNECTIONS_MAX = 100;
    private static final int LORIS_COUNT = 50;
    private static final int STREAM_TOKENS = 600;
    private static final long GROWTH_BYTES_MAX = 150L << 20;
    private static final int MAX_CONCURRENT_STREAMS = 3;
    private static final int MAX_HEADER_LIST_SIZE = 6;

    private final ProcessMesh mesh;
    private long restBytes;

    HostileClientsIT(TwoGateways shared) {
        mesh = shared.processes();
    }

    @BeforeAll
    void start() throws IOException {
        mesh.startService(
                STRICT,
                "gateway",
                Map.of(
                        "SLUICE_HTTP_HEAD_TIMEOUT", "2s",
                        "SLUICE_HTTP_IDLE_TIMEOUT", "3s",
                        "SLUICE_HTTP_CONNECTIONS_MAX", "" + CONNECTIONS_MAX));
        mesh.awaitReady(STRICT);
        mesh.awaitModel(STRICT, TwoGateways.STABLE);
        try (SseReading warmUp = stream(20).toEnd()) {
            assertThat(warmUp.status()).isEqualTo(200);
        }
        restBytes = mesh.process(STRICT).residentBytes();
    }

    @AfterAll
    void stop() {
        mesh.stop(STRICT);
    }

    private Gateway gateway() {
        return mesh.gateway(STRICT);
    }

    private SseReading stream(int tokens) {
        return gateway().stream(Chat.of(TwoGateways.STABLE, "go on").maxTokens(tokens));
    }

    private HostileSocket connect() throws IOException {
        return new HostileSocket(gateway().address());
    }

    private static void closeAll(List<HostileSocket> sockets) {
        sockets.forEach(HostileSocket::close);
    }

    /// What a client that means well gets meanwhile.
    private static void assertWhole(SseReading reading) {
        assertThat(reading.events().getLast().isDone()).isTrue();
        assertThat(reading.ids())
                .isEqualTo(
                        IntStream.range(0, reading.ids().size())
                                .mapToObj(String::valueOf)
                                .toList());
    }

    @Test
    void whoSendsAHeadByteByByteIsToldAndTheOthersGoOn() throws Exception {
        var lorises = new ArrayList<HostileSocket>();
        try (SseReading reading = stream(STREAM_TOKENS)) {
            // Given
            for (int i = 0; i < LORIS_COUNT; i++) {
                lorises.add(connect());
            }

            // When
            for (HostileSocket loris : lorises) {
                loris.send("GET /v1/models HTTP/1.1\r\nX-A: ");
            }

            // Then
            for (HostileSocket loris : lorises) {
                assertThat(loris.answerWhileSending('a'))
                        .startsWith("HTTP/1.1 408 ")
                        .contains("\"request_timeout\"");
            }
            assertWhole(reading.toEnd());
        } finally {
            closeAll(lorises);
        }
        assertThat(mesh.process(STRICT).residentBytes() - restBytes).isLessThan(GROWTH_BYTES_MAX);
    }

    @Test
    void connectionsAreBoundedAndTheirPlacesComeBack() throws Exception {
        var silent = new ArrayList<HostileSocket>();
        try (SseReading reading = stream(STREAM_TOKENS)) {
            // When
            for (int i = 0; i < 2 * CONNECTIONS_MAX; i++) {
                silent.add(connect());
            }

            // Then
            var answers = new ArrayList<String>();
            for (HostileSocket one : silent) {
                answers.add(one.answer());
            }
            assertThat(answers)
                    .filteredOn(answer -> answer.startsWith("HTTP/1.1 503 "))
                    .hasSizeBetween(CONNECTIONS_MAX, CONNECTIONS_MAX + 10);
            // The others were closed for their silence.
            assertThat(gateway().get("/health/live").status()).isEqualTo(200);
            assertWhole(reading.toEnd());
        } finally {
            closeAll(silent);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "one long header, 431",
        "thousands of headers, 431",
        "a header without an end, 431",
        "a long path, 414",
        "two lengths, 400",
        "a negative length, 400",
        "no HTTP, 408"
    })
    void headsThatAreNone(String kind, int status) throws Exception {
        // Given
        String request = "GET /v1/models HTTP/1.1\r\nHost: a\r\n";
        String head =
                switch (kind) {
                    case "one long header" -> request + "X: " + "a".repeat(20_000) + "\r\n\r\n";
                    case "thousands of headers" -> request + "a: b\r\n".repeat(5_000) + "\r\n";
                    case "a header without an end" -> request + "X: " + "a".repeat(20_000);
                    case "a long path" -> request.replace("models", "a".repeat(5_000)) + "\r\n";
                    case "two lengths" ->
                            request + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab";
                    case "a negative length" -> request + "Content-Length: -1\r\n\r\n";
                    default -> "\u0016\u0003\u0001\u0002";
                };

        // When
        try (HostileSocket client = connect()) {
            client.send(head);

            // Then
            assertThat(client.answer()).containsPattern("^HTTP/1\\.[01] " + status + " ");
        }
    }

    @Test
    void http2IsBoundedToo() throws Exception {
        try (Http2Frames client = new Http2Frames(gateway().address())) {
            // Then
            assertThat(client.settings())
                    .containsEntry(MAX_CONCURRENT_STREAMS, 100L)
                    .containsEntry(MAX_HEADER_LIST_SIZE, 16_384L);
        }
    }

    @Test
    void whoBeginsAndTakesBackWithoutEndIsPutOut() throws Exception {
        try (Http2Frames client = new Http2Frames(gateway().address())) {
            // When
            client.beginAndReset(1_000);

            // Then
            assertThat(client.isClosedByServer()).isTrue();
        }
        assertThat(gateway().get("/v1/models").status()).isEqualTo(200);
    }

    @Test
    void fieldsWithoutEndInHttp2ArePutOutToo() throws Exception {
        try (Http2Frames client = new Http2Frames(gateway().address())) {
            // When
            client.sendFieldsWithoutEnd(1_000);

            // Then
            assertThat(client.isClosedByServer()).isTrue();
        }
        assertThat(gateway().get("/v1/models").status()).isEqualTo(200);
    }
}
