package dev.sluice.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.standalone.console.OperatorFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointTest {
    @TempDir Path home;

    @Test
    void takesTheAdministratorsKeyWhereNoneIsGiven() throws Exception {
        // Given
        Path keyFile = Files.writeString(home.resolve("admin.key"), "sk-sluice-file\n");

        // When
        var endpoint = Endpoint.of(Map.of(), keyFile);

        // Then
        assertThat(endpoint.apiKey()).isEqualTo("sk-sluice-file");
        assertThat(endpoint.address()).hasToString("http://127.0.0.1:8080");
    }

    @Test
    void prefersTheEnvironmentAndNeverPrintsTheKey() {
        // Given
        var environment = Map.of("SLUICE_URL", "https://mesh/ ", "SLUICE_API_KEY", "sk-sluice-env");

        // When
        var endpoint = Endpoint.of(environment, home.resolve("admin.key"));

        // Then
        assertThat(endpoint.apiKey()).isEqualTo("sk-sluice-env");
        assertThat(endpoint).hasToString("https://mesh");
    }

    @Test
    void namesTheFileThatIsMissing() {
        // Given
        Path keyFile = home.resolve("admin.key");

        // When
        assertThatThrownBy(() -> Endpoint.of(Map.of(), keyFile))
                // Then
                .isInstanceOf(OperatorFailure.class)
                .hasMessageContaining(keyFile.toString());
    }

    @Test
    void refusesAnAddressThatIsNone() {
        // Given
        var environment = Map.of("SLUICE_URL", "127.0.0.1:8080", "SLUICE_API_KEY", "k");

        // When
        assertThatThrownBy(() -> Endpoint.of(environment, home))
                // Then
                .isInstanceOf(OperatorFailure.class)
                .hasMessageContaining("SLUICE_URL=127.0.0.1:8080");
    }
}
