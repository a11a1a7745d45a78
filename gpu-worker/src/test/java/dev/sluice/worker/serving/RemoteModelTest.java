package dev.sluice.worker.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contracts.SluiceException;
import dev.sluice.worker.remote.FakeServer;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A worker's start in front of a server.
final class RemoteModelTest {
    private static final String PREFIX = "sluice.worker.remote.";

    private final FakeServer server = new FakeServer();
    private final Map<String, String> keys =
            new HashMap<>(
                    Map.of(
                            "sluice.worker.model",
                            "fake",
                            PREFIX + "model",
                            FakeServer.MODEL,
                            PREFIX + "url",
                            server.url().toString()));

    RemoteModelTest() throws IOException {}

    @AfterEach
    void close() {
        server.close();
    }

    private SmallRyeConfig config() {
        return new SmallRyeConfigBuilder()
                .withMapping(WorkerSettings.class)
                .withMapping(RemoteSettings.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withSources(new PropertiesConfigSource(keys, "test", 500))
                .build();
    }

    private RemoteModel load() {
        SmallRyeConfig config = config();
        return RemoteModel.load(
                config.getConfigMapping(WorkerSettings.class),
                config.getConfigMapping(RemoteSettings.class));
    }

    @Test
    void aServersModelIsServedWithItsOwnContext() {
        // When
        try (RemoteModel model = load()) {
            // Then
            assertThat(model.pool().value()).isEqualTo("fake");
            assertThat(model.contextTokens()).isEqualTo(4_096);
            assertThat(model.slotCount()).isEqualTo(8);
        }
    }

    @Test
    void aServerThatDoesNotTellItsContextHasTheWorkers() {
        // Given
        server.listing =
                exchange ->
                        exchange.whole(200, "{\"data\":[{\"id\":\"" + FakeServer.MODEL + "\"}]}");
        keys.put("sluice.worker.context-tokens", "1234");

        // When
        try (RemoteModel model = load()) {
            // Then
            assertThat(model.contextTokens()).isEqualTo(1_234);
        }
    }

    @Test
    void aServerMayStartAfterTheWorker() {
        // Given
        FakeServer.Script ready = server.listing;
        var asked = new AtomicInteger();
        server.listing =
                exchange -> {
                    if (asked.incrementAndGet() < 3) {
                        exchange.whole(503, "{\"error\":{\"message\":\"Loading model\"}}");
                    } else {
                        ready.answer(exchange);
                    }
                };

        // When
        try (RemoteModel model = load()) {
            // Then
            assertThat(model.pool().value()).isEqualTo("fake");
            assertThat(asked).hasValue(3);
        }
    }

    @Test
    void aServerThatIsNotThereIsToldByItsAddress() {
        // Given
        server.close();
        keys.put(PREFIX + "start-patience", "0s");

        // Then
        assertThatThrownBy(this::load)
                .isInstanceOf(SluiceException.class)
                .hasMessageContaining(server.url().toString())
                .hasMessageContaining("does not answer")
                .hasMessageEndingWith("is it started?");
    }

    @Test
    void aModelThatTheServerDoesNotHaveIsToldWithThoseThatItHas() {
        // Given
        keys.put(PREFIX + "model", "other");

        // Then
        assertThatThrownBy(this::load)
                .isInstanceOf(SluiceException.class)
                .hasMessageContaining("does not serve other; it lists: " + FakeServer.MODEL);
    }

    @Test
    void aKeyThatIsMissingIsToldAndNoneIsShown() {
        // Given
        keys.put(PREFIX + "api-key", "sk-secret");
        server.listing = exchange -> exchange.whole(401, "{\"error\":\"sk-secret\"}");

        // Then
        assertThatThrownBy(this::load)
                .isInstanceOf(SluiceException.class)
                .hasMessageContaining("SLUICE_WORKER_REMOTE_API_KEY")
                .hasMessageNotContaining("sk-secret");
    }

    @Test
    void aKeyThatNoHeaderMayHaveIsRefusedAndNotShown() {
        // Given
        keys.put(PREFIX + "api-key", "sk-secret\u00e9");

        // Then
        assertThatThrownBy(this::load)
                .isInstanceOf(SluiceException.class)
                .hasMessageContaining("API key")
                .hasMessageNotContaining("sk-secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://h/v1",
                "gpu-1:8000/v1",
                "http:/v1",
                "http://user:sk-secret@h/v1",
                "http://h/v1?key=sk-secret",
            })
    void aUrlThatCannotBeUsedIsRefusedAndNotShown(String url) {
        // Given
        keys.put(PREFIX + "url", url);

        // Then
        assertThatThrownBy(this::load)
                .isInstanceOf(SluiceException.class)
                .hasMessageContaining("URL")
                .hasMessageNotContaining("sk-secret");
    }

    @Test
    void aNameThatNoPoolMayHaveIsToldWithTheWayOut() {
        // Given
        keys.put("sluice.worker.model", FakeServer.MODEL);

        // Then
        assertThatThrownBy(this::load)
                .isInstanceOf(SluiceException.class)
                .hasMessageContaining("--remote-model");
    }

    @Test
    void keysHaveDefaults() {
        // When
        keys.clear();
        RemoteSettings settings = config().getConfigMapping(RemoteSettings.class);

        // Then
        assertThat(settings.url()).isEmpty();
        assertThat(settings.model()).isEmpty();
        assertThat(settings.apiKey()).isEmpty();
        assertThat(settings.dialect()).isEmpty();
        assertThat(settings.startPatience()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.idleTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(settings.probeInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.lineBytesMax()).isEqualTo(65_536);
    }

    @Test
    void everyKeyCanBeSet() {
        // Given
        keys.putAll(
                Map.of(
                        PREFIX + "api-key", "sk-secret",
                        PREFIX + "dialect", "llama-cpp",
                        PREFIX + "start-patience", "1m",
                        PREFIX + "connect-timeout", "1s",
                        PREFIX + "idle-timeout", "10s",
                        PREFIX + "probe-interval", "2s",
                        PREFIX + "line-bytes-max", "1024"));

        // When
        RemoteSettings settings = config().getConfigMapping(RemoteSettings.class);

        // Then
        assertThat(settings.url()).contains(server.url());
        assertThat(settings.model()).contains(FakeServer.MODEL);
        assertThat(settings.apiKey()).contains("sk-secret");
        assertThat(settings.dialect()).hasToString("Optional[llama-cpp]");
        assertThat(settings.startPatience()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.idleTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.probeInterval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.lineBytesMax()).isEqualTo(1_024);
    }
}
