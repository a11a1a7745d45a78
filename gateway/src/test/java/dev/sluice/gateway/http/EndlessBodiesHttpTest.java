package dev.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.http.TestGateway.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bodies that never end, or are more than they seem.
final class EndlessBodiesHttpTest {
    private static final Duration HASTE = Duration.ofMillis(50);
    private static final int PACE_MILLIS = 5;
    private static final int PIECES_MAX = 2_000;

    /// A little more than what is dropped at most.
    private static final int RESET_PIECES_MAX = 10_000;

    private static byte[] head(String path, String more) {
        return ("POST " + path + " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer sk-test\r\n" + more)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String firstLine(Socket socket) throws IOException {
        return new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                .readLine();
    }

    /// What stands between two pieces renews nothing.
    @Test
    void anUploadThatTricklesIsGivenUp() throws Exception {
        try (var hasty = new TestGateway(Settings.PATIENT, HASTE);
                Socket client = hasty.connect()) {
            // Given
            client.setSoTimeout(PACE_MILLIS);
            OutputStream out = client.getOutputStream();
            out.write(
                    head(
                            "/v1/files",
                            "Content-Type: multipart/form-data; boundary=b\r\n"
                                    + "Content-Length: 400000\r\n\r\n--b\r\nContent-Disposition:"
                                    + " form-data; name=\"file\"; filename=\"f\"\r\n\r\n"));

            // When
            String answer = null;
            for (int pieces = 0; answer == null && pieces < PIECES_MAX; pieces++) {
                try {
                    answer = firstLine(client);
                } catch (SocketTimeoutException e) {
                    out.write('a');
                }
            }

            // Then
            assertThat(answer).isEqualTo("HTTP/1.1 408 Request Timeout");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "identity, gzip"})
    void aCompressedUploadIsNotUnpacked(String encoding) {
        try (var gateway = new TestGateway()) {
            // When
            HttpResponse<String> refused =
                    gateway.send(
                            gateway.to("/v1/files")
                                    .setHeader("Content-Type", "multipart/form-data; boundary=b")
                                    .header("Content-Encoding", encoding)
                                    .POST(BodyPublishers.ofByteArray(new byte[100]))
                                    .build());

            // Then
            assertThat(refused.statusCode()).isEqualTo(415);
            assertThat(refused.body()).contains("Content-Encoding");
        }
    }

    /// The connection stays for the others' streams.
    @Test
    void inHttp2ABodyThatGoesOnAfterItsAnswerIsResetAlone() throws Exception {
        try (var gateway = new TestGateway();
                RawHttp2 client = new RawHttp2(gateway.port())) {
            // Given
            client.begin(1, "v1/no/such/route").send();

            // When
            boolean isReset = client.isResetWhileSending(1, RESET_PIECES_MAX);

            // Then
            assertThat(isReset).isTrue();
            client.call(3, "grpc.health.v1.Health/Check").send();
            assertThat(client.isAnswered(3)).isTrue();
        }
    }
}
