package dev.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FilesHttpTest {
    private static final String FILES = "/v1/files";
    private static final String BOUNDARY = "----boundary";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestGateway gateway = new TestGateway();

    @AfterEach
    void stop() {
        gateway.close();
    }

    private static String field(String name, String value) {
        return "--"
                + BOUNDARY
                + "\r\nContent-Disposition: form-data; name=\""
                + name
                + "\"\r\n\r\n"
                + value
                + "\r\n";
    }

    private static String file(String content) {
        return "--"
                + BOUNDARY
                + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"in.jsonl\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n"
                + content
                + "\r\n";
    }

    private HttpRequest.Builder upload(String parts) {
        return gateway.to(FILES)
                .setHeader("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
                .POST(
                        HttpRequest.BodyPublishers.ofString(
                                parts + "--" + BOUNDARY + "--\r\n", StandardCharsets.ISO_8859_1));
    }

    private HttpResponse<String> uploaded(String content) {
        return gateway.send(upload(field("purpose", "batch") + file(content)).build());
    }

    private static JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Longer than some chunks of the store, and never the same twice.
    private static String letters(int length) {
        var random = new SplittableRandom(7);
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 200_000, TestGateway.FILE_BYTES_MAX})
    void givesBackWhatWasUploaded(int length) {
        // Given
        String content = letters(length);

        // When
        HttpResponse<String> uploaded = uploaded(content);
        String path = FILES + "/" + json(uploaded).at("/id").asText();

        // Then
        assertThat(uploaded.statusCode()).as(uploaded.body()).isEqualTo(200);
        assertThat(json(uploaded).at("/bytes").asInt()).isEqualTo(length);
        assertThat(json(uploaded).at("/filename").asText()).isEqualTo("in.jsonl");
        assertThat(json(uploaded).at("/purpose").asText()).isEqualTo("batch");
        assertThat(gateway.get(path).body()).isEqualTo(uploaded.body());
        assertThat(gateway.get(path + "/content").body()).isEqualTo(content);
    }

    @Test
    void whatLiesOnTheDiskCannotBeRead() throws IOException {
        // When
        uploaded("a prompt with a secret");

        // Then
        for (Path file : contents()) {
            assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                    .doesNotContain("secret");
        }
        assertThat(contents()).hasSize(1);
    }

    private List<Path> contents() throws IOException {
        try (Stream<Path> files = Files.walk(gateway.filesFolder.resolve("default"))) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void aChangedContentIsNotGivenOut() throws IOException {
        // Given
        String path = FILES + "/" + json(uploaded("x".repeat(100))).at("/id").asText();
        Path content = contents().getFirst();
        byte[] bytes = Files.readAllBytes(content);
        bytes[bytes.length - 1] ^= 1;
        Files.write(content, bytes);

        // Then
        assertThat(
                        org.assertj.core.api.Assertions.catchThrowable(
                                () -> gateway.get(path + "/content")))
                .hasRootCauseInstanceOf(IOException.class);
    }

    @Test
    void listsFilesInPagesNewestFirst() {
        // Given
        List<String> ids =
                Stream.of("a", "b", "c")
                        .map(text -> json(uploaded(text)).at("/id").asText())
                        .toList();

        // When
        JsonNode page = json(gateway.get(FILES + "?limit=2"));
        JsonNode rest = json(gateway.get(FILES + "?limit=2&after=" + page.at("/last_id").asText()));
        JsonNode oldest = json(gateway.get(FILES + "?order=asc&limit=1&purpose=batch"));
        JsonNode none = json(gateway.get(FILES + "?purpose=batch_output"));

        // Then
        assertThat(page.at("/data/0/id").asText()).isEqualTo(ids.get(2));
        assertThat(page.at("/data/1/id").asText()).isEqualTo(ids.get(1));
        assertThat(page.at("/has_more").asBoolean()).isTrue();
        assertThat(rest.at("/data")).hasSize(1);
        assertThat(rest.at("/data/0/id").asText()).isEqualTo(ids.get(0));
        assertThat(oldest.at("/data/0/id").asText()).isEqualTo(ids.get(0));
        assertThat(none.at("/data")).isEmpty();
        assertThat(gateway.get(FILES + "?after=file-none").statusCode()).isEqualTo(400);
    }

    @Test
    void aDeletedFileIsGone() {
        // Given
        String path = FILES + "/" + json(uploaded("a")).at("/id").asText();

        // When
        HttpResponse<String> deleted = gateway.send(gateway.to(path).DELETE().build());

        // Then
        assertThat(json(deleted).at("/deleted").asBoolean()).isTrue();
        assertThat(gateway.get(path).statusCode()).isEqualTo(404);
        assertThat(gateway.get(path + "/content").statusCode()).isEqualTo(404);
        assertThat(json(gateway.get(FILES)).at("/data")).isEmpty();
    }

    @Test
    void aForeignFileIsLikeAnUnknownOne() {
        // Given
        String id = json(uploaded("a")).at("/id").asText();

        // Then
        for (String more : List.of("", "/content")) {
            HttpResponse<String> foreign = asStranger(FILES + "/" + id + more);
            HttpResponse<String> unknown = asStranger(FILES + "/file-none" + more);
            assertThat(foreign.statusCode()).isEqualTo(404);
            assertThat(foreign.body()).isEqualTo(unknown.body());
        }
        assertThat(json(asStranger(FILES)).at("/data")).isEmpty();
    }

    private HttpResponse<String> asStranger(String path) {
        return gateway.send(
                gateway.to(path)
                        .setHeader("Authorization", "Bearer " + TestGateway.OTHER_TENANTS_KEY)
                        .GET()
                        .build());
    }

    @Test
    void refusesAFileThatIsTooLargeAndKeepsNothingOfIt() throws IOException {
        // When
        HttpResponse<String> refused = uploaded(letters(TestGateway.FILE_BYTES_MAX + 1));

        // Then
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.body()).contains("500000");
        org.awaitility.Awaitility.await().untilAsserted(() -> assertThat(contents()).isEmpty());
    }

    @Test
    void refusesMoreThanATenantMayKeep() {
        // Given
        uploaded(letters(TestGateway.FILE_BYTES_MAX));

        // When
        HttpResponse<String> refused = uploaded(letters(TestGateway.FILE_BYTES_MAX));

        // Then
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.body()).contains("800000");
    }

    @Test
    void refusesOtherFormsByName() {
        String purpose = field("purpose", "batch");
        for (HttpRequest.Builder request :
                List.of(
                        upload(file("a")),
                        upload(purpose),
                        upload(field("purpose", "fine-tune") + file("a")),
                        upload(purpose + file("a") + file("b")),
                        upload(purpose + file("a").replace("\"file\"", "\"other\"")))) {
            // When
            HttpResponse<String> refused = gateway.send(request.build());

            // Then
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
            assertThat(json(refused).at("/error/param").asText()).isIn("purpose", "file");
        }
        assertThat(json(gateway.get(FILES)).at("/data")).isEmpty();
    }

    /// What the container's reader of forms stumbles over: refused, and not left without an answer.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Disposition: form-data; name=\"\"\r\n\r\nnull\r\n",
                "Content-Disposition: form-data\r\n\r\nnull\r\n",
                "Content-Disposition: form-data; name=\"file\"; filename=\"\"\r\n\r\na\r\n",
                "Content-Disposition: form-data; name=\"a\"\r\nContent-Length: x\r\n\r\na\r\n",
                "Content-Type: text/plain\r\n\r\na\r\n",
                "\r\na\r\n"
            })
    void refusesFormsThatCannotBeRead(String part) {
        // When
        HttpResponse<String> refused =
                gateway.send(
                        upload("--" + BOUNDARY + "\r\n" + part)
                                .timeout(Duration.ofSeconds(10))
                                .build());

        // Then
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
    }

    @Test
    void refusesBodiesThatAreNoForms() {
        assertThat(gateway.post(FILES, "{}").statusCode()).isEqualTo(415);
        assertThat(
                        gateway.send(
                                        upload("")
                                                .setHeader("Content-Type", "multipart/form-data")
                                                .build())
                                .statusCode())
                .isEqualTo(400);
        assertThat(gateway.send(upload("").header("Content-Encoding", "gzip").build()).statusCode())
                .isEqualTo(415);
    }

    @Test
    void aRetriedUploadMakesOneFile() {
        // Given
        String parts = field("purpose", "batch") + file("a");

        // When
        HttpResponse<String> first =
                gateway.send(upload(parts).header("Idempotency-Key", "k").build());
        HttpResponse<String> second =
                gateway.send(upload(parts).header("Idempotency-Key", "k").build());
        HttpResponse<String> other =
                gateway.send(
                        upload(field("purpose", "batch") + file("b"))
                                .header("Idempotency-Key", "k")
                                .build());

        // Then
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(json(gateway.get(FILES)).at("/data")).hasSize(1);
    }

    @Test
    void whenTheMeshIsDownThereIsNoFile() {
        // Given
        gateway.mesh.goDown();

        // When
        HttpResponse<String> refused = uploaded("a");

        // Then
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(json(gateway.get(FILES)).at("/data")).isEmpty();
    }
}
