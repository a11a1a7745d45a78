package dev.sluice.runtime.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeyDocumentTest {
    private static final int BYTES_MAX = 1024 * 1024;

    private final HttpServer server;

    KeyDocumentTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        answer("/keys", 200, "{}");
        answer("/gone", 404, "{}");
        answer("/full", 200, "x".repeat(BYTES_MAX));
        answer("/long", 200, "x".repeat(BYTES_MAX + 1));
        server.createContext(
                "/moved",
                exchange -> {
                    exchange.getResponseHeaders().add("Location", "/keys");
                    exchange.sendResponseHeaders(302, -1);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(String path, int status, String text) {
        server.createContext(
                path,
                exchange -> {
                    byte[] bytes = text.getBytes(UTF_8);
                    exchange.sendResponseHeaders(status, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
    }

    private String read(String path) throws Exception {
        return new KeyDocument("http://127.0.0.1:" + server.getAddress().getPort() + path).read();
    }

    @Test
    void aUrlIsRead() throws Exception {
        assertThat(read("/keys")).isEqualTo("{}");
        assertThat(read("/full")).hasSize(BYTES_MAX);
    }

    @Test
    void nothingElseIsFollowedOrReadWithoutEnd() {
        assertThatThrownBy(() -> read("/gone")).hasMessage("status 404");
        assertThatThrownBy(() -> read("/moved")).hasMessage("status 302");
        assertThatThrownBy(() -> read("/long")).hasMessage("the keys have more than 1048576 bytes");
    }

    @Test
    void aFileIsRead(@TempDir Path folder) throws Exception {
        // Given
        Path file = Files.writeString(folder.resolve("keys.json"), "{}");

        // Then
        assertThat(new KeyDocument(file.toString()).read()).isEqualTo("{}");
    }
}
