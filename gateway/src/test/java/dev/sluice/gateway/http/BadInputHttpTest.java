package dev.sluice.gateway.http;

import static dev.sluice.gateway.http.TestGateway.BODY_BYTES_MAX;
import static dev.sluice.gateway.http.TestGateway.CHAT;
import static dev.sluice.gateway.http.TestGateway.chat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.event.MeshEvent.RequestRefused;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BadInputHttpTest {
    private final TestGateway gateway = new TestGateway();

    @AfterEach
    void stop() {
        gateway.close();
    }

    private void assertRefused(
            HttpResponse<String> response, ErrorCode code, @Nullable String param)
            throws Exception {
        JsonNode error = JsonMapper.builder().build().readTree(response.body()).get("error");
        assertThat(response.statusCode()).isEqualTo(code.httpStatus());
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(error.get("code").textValue()).isEqualTo(code.code());
        assertThat(error.get("type").textValue()).isEqualTo(code.openAiType());
        assertThat(error.get("param").textValue()).isEqualTo(param);
        var note = (RequestRefused) gateway.mesh.notes.poll(30, TimeUnit.SECONDS);
        assertThat(note).isNotNull();
        assertThat(note.code()).isEqualTo(code);
        assertThat(note.requestId().value())
                .isEqualTo(response.headers().firstValue("X-Request-Id").orElseThrow());
        assertThat(gateway.mesh.requests).isEmpty();
    }

    private HttpResponse<String> send(BodyPublisher body) {
        return gateway.send(gateway.to(CHAT).POST(body).build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{'model':",
                "{} {}",
                "{'a':1,}",
                "{a:1}",
                "nul",
                "{'a':NaN}",
                "{'a':01}",
                "// x"
            })
    void malformedJson(String body) throws Exception {
        assertRefused(gateway.post(CHAT, body), ErrorCode.INVALID_JSON, null);
    }

    @Test
    void deeplyNestedJson() throws Exception {
        assertRefused(gateway.post(CHAT, "[".repeat(90_000)), ErrorCode.INVALID_JSON, null);
    }

    @Test
    void endlessNumbers() throws Exception {
        assertRefused(
                gateway.post(CHAT, chat(",'seed':" + "9".repeat(5000))),
                ErrorCode.INVALID_JSON,
                null);
    }

    @ParameterizedTest
    @ValueSource(ints = {0xff, 0xc0, 0x80, 0xed})
    void bytesThatAreNoUtf8(int bad) throws Exception {
        // Given
        byte[] body = chat("").getBytes(StandardCharsets.UTF_8);
        body[chat("").indexOf("hi")] = (byte) bad;

        // Then
        assertRefused(send(BodyPublishers.ofByteArray(body)), ErrorCode.INVALID_JSON, null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "application/json; charset=iso-8859-1",
                "multipart/form-data",
                ""
            })
    void otherMediaTypes(String contentType) throws Exception {
        // Given
        var request =
                gateway.to(CHAT)
                        .setHeader("Content-Type", contentType)
                        .POST(BodyPublishers.ofString(chat("")));

        // Then
        assertRefused(
                gateway.send(request.build()), ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Content-Type");
    }

    @Test
    void compressedBodies() throws Exception {
        // Given
        var request =
                gateway.to(CHAT)
                        .header("Content-Encoding", "gzip")
                        .POST(BodyPublishers.ofString(chat("")));

        // Then
        assertRefused(
                gateway.send(request.build()),
                ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                "Content-Encoding");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON; charset=UTF-8",
                "application/json;charset=\"utf-8\"",
                "application/vnd.api+json"
            })
    void jsonUnderAllItsNames(String contentType) {
        // Given
        gateway.mesh.answer("a");
        var request =
                gateway.to(CHAT)
                        .setHeader("Content-Type", contentType)
                        .POST(BodyPublishers.ofString(chat("")));

        // Then
        assertThat(gateway.send(request.build()).statusCode()).isEqualTo(200);
    }

    @Test
    void aBodyAtTheBoundPassesAndOneBytePastDoesNot() throws Exception {
        // Given
        gateway.mesh.answer("a");
        String body = chat("");
        String full = body + " ".repeat(BODY_BYTES_MAX - body.length());
        assertThat(gateway.post(CHAT, full).statusCode()).isEqualTo(200);
        gateway.mesh.notes.clear();
        gateway.mesh.requests.clear();

        // Then
        assertRefused(gateway.post(CHAT, full + " "), ErrorCode.BODY_TOO_LARGE, null);
    }

    @Test
    void aBodyThatDoesNotSayItsLengthIsBoundedToo() throws Exception {
        // Given
        byte[] body = new byte[5 * BODY_BYTES_MAX];
        InputStream source = new ByteArrayInputStream(body);

        // Then
        assertRefused(
                send(BodyPublishers.ofInputStream(() -> source)), ErrorCode.BODY_TOO_LARGE, null);
    }

    @Test
    void anAnnouncedBodyIsRefusedBeforeItIsSent() throws Exception {
        try (Socket socket = gateway.connect()) {
            // When
            socket.getOutputStream().write(head("Content-Length: 99999999\r\n"));

            // Then
            assertThat(firstLine(socket)).isEqualTo("HTTP/1.1 413 Request Entity Too Large");
        }
    }

    @Test
    void aClientThatAsksFirstIsToldToSend() throws Exception {
        try (Socket socket = gateway.connect()) {
            // When
            socket.getOutputStream().write(head("Content-Length: 10\r\nExpect: 100-continue\r\n"));

            // Then
            assertThat(firstLine(socket)).isEqualTo("HTTP/1.1 100 Continue");
        }
    }

    @Test
    void aBodyThatTricklesIsGivenUp() throws Exception {
        try (var hasty = new TestGateway(TestGateway.Settings.PATIENT, Duration.ofMillis(50));
                Socket socket = hasty.connect()) {
            // When
            socket.getOutputStream().write(head("Content-Length: 10\r\n"));
            socket.getOutputStream().write('{');

            // Then
            assertThat(firstLine(socket)).isEqualTo("HTTP/1.1 408 Request Timeout");
        }
    }

    @Test
    void bodiesAreBoundedTogether() throws Exception {
        try (Socket first = gateway.connect();
                Socket second = gateway.connect()) {
            // Given
            byte[] most = new byte[90_000];
            first.getOutputStream().write(head("Content-Length: 95000\r\n"));
            first.getOutputStream().write(most);

            // When
            second.getOutputStream().write(head("Content-Length: 95000\r\n"));
            second.getOutputStream().write(most);

            // Then
            var note = (RequestRefused) gateway.mesh.notes.poll(30, TimeUnit.SECONDS);
            assertThat(note).isNotNull();
            assertThat(note.code()).isEqualTo(ErrorCode.MESH_UNAVAILABLE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /v1/chat/completions, POST",
        "GET, /v1/chat/completions, POST",
        "POST, /v1/models, GET",
        "PATCH, /v1/models/x, GET",
        "POST, /v1/streams/x, 'GET, DELETE'",
    })
    void otherMethods(String method, String path, String allowed) throws Exception {
        // When
        HttpResponse<String> response =
                gateway.send(gateway.to(path).method(method, BodyPublishers.noBody()).build());

        // Then
        assertThat(response.headers().firstValue("Allow")).contains(allowed);
        assertRefused(response, ErrorCode.METHOD_NOT_ALLOWED, null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/v1", "/v1/nothing", "/v1/chat", "/admin"})
    void unknownRoutes(String path) throws Exception {
        assertRefused(gateway.get(path), ErrorCode.NOT_FOUND, null);
    }

    @Test
    void unknownModels() throws Exception {
        assertRefused(
                gateway.post(CHAT, "{'model':'x','messages':[{'role':'user','content':'a'}]}"),
                ErrorCode.MODEL_NOT_FOUND,
                "model");
    }

    @Test
    void wrongFieldTypes() throws Exception {
        assertRefused(
                gateway.post(CHAT, "{'model':'smollm2','messages':[{'role':'user','content':5}]}"),
                ErrorCode.INVALID_PARAMETER,
                "messages[0].content");
    }

    @Test
    void parametersThatTheEngineLacks() throws Exception {
        assertRefused(
                gateway.post(CHAT, chat(",'reasoning_effort':'low'")),
                ErrorCode.UNSUPPORTED_PARAMETER,
                "reasoning_effort");
    }

    @ParameterizedTest
    @CsvSource({"X-Sluice-Priority, urgent", "X-Sluice-Deadline, soon"})
    void badHeaders(String name, String value) throws Exception {
        // Given
        HttpRequest request =
                gateway.to(CHAT)
                        .header(name, value)
                        .POST(BodyPublishers.ofString(chat("")))
                        .build();

        // Then
        assertRefused(gateway.send(request), ErrorCode.INVALID_PARAMETER, name);
    }

    @Test
    void aStrangersPathThatIsNoPath() throws Exception {
        try (Socket socket = gateway.connect()) {
            // When
            socket.getOutputStream()
                    .write(
                            "GET /v1/streams/%zz HTTP/1.1\r\nHost: a\r\n\r\n"
                                    .getBytes(StandardCharsets.UTF_8));

            // Then
            assertThat(firstLine(socket)).isEqualTo("HTTP/1.1 401 Unauthorized");
        }
    }

    private static byte[] head(String more) {
        return ("POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\n"
                        + "Content-Type: application/json\r\nAuthorization: Bearer sk-test\r\n"
                        + more
                        + "\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String firstLine(Socket socket) throws Exception {
        socket.setSoTimeout(30_000);
        StringBuilder line = new StringBuilder();
        for (int c = socket.getInputStream().read();
                c != '\r';
                c = socket.getInputStream().read()) {
            line.append((char) c);
        }
        return line.toString();
    }
}
