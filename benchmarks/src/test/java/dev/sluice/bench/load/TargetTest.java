package dev.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @TempDir private Path home;

    @ParameterizedTest
    @ValueSource(strings = {"http://127.0.0.1:8080", "http://127.8.9.1/", "http://[::1]:8080"})
    void loopbackAddressesAreThisMachine(String url) throws IOException {
        assertThat(target(url).isLoopback()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://192.0.2.1:8080", "https://[2001:db8::1]", "http://0.0.0.0:1"})
    void otherAddressesAreNot(String url) throws IOException {
        assertThat(target(url).isLoopback()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:8080", "ftp://127.0.0.1", "http://", "http://a/b"})
    void whatIsNoAddressIsRefused(String url) {
        assertThatThrownBy(() -> target(url)).hasMessageContaining("SLUICE_URL=" + url);
    }

    @Test
    void theKeyOfTheHomeIsUsedWhereNoneIsGiven() throws IOException {
        Path file = Files.writeString(home.resolve("admin.key"), "sk-1\n");
        assertThat(Target.of(Map.of(), file).apiKey()).isEqualTo("sk-1");
    }

    @Test
    void aMissingKeyIsToldWithWhatToDo() {
        assertThatThrownBy(() -> Target.of(Map.of(), home.resolve("admin.key")))
                .hasMessageContaining("set SLUICE_API_KEY");
    }

    private static Target target(String url) throws IOException {
        return Target.of(Map.of("SLUICE_URL", url, "SLUICE_API_KEY", "sk-1"), Path.of("none"));
    }
}
