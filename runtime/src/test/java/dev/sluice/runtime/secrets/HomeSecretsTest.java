package dev.sluice.runtime.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contracts.TenantId;
import dev.sluice.runtime.home.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HomeSecretsTest {
    private static final TenantId ACME = new TenantId("acme");

    @TempDir Path folder;

    @Test
    void givesEveryProcessOfAHomeTheSameKeys() {
        // When:
        SecretKey first = HomeSecrets.of(Home.at(folder)).derive(ACME, "hash");
        SecretKey second = HomeSecrets.of(Home.at(folder)).derive(ACME, "hash");

        // Then:
        assertThat(second.getEncoded()).hasSize(32).isEqualTo(first.getEncoded());
    }

    @Test
    void givesEachTenantPurposeAndHomeAnotherKey() {
        // Given:
        HomeSecrets secrets = HomeSecrets.of(Home.at(folder));
        HomeSecrets elsewhere = HomeSecrets.of(Home.at(folder.resolve("other")));

        // Then:
        assertThat(
                        java.util.stream.Stream.of(
                                        secrets.derive(ACME, "hash"),
                                        secrets.derive(ACME, "hash2"),
                                        secrets.derive(new TenantId("acme2"), "hash"),
                                        elsewhere.derive(ACME, "hash"))
                                .map(key -> HexFormat.of().formatHex(key.getEncoded())))
                .doesNotHaveDuplicates();
    }

    @Test
    void keepsTheSecretForItsOwnerOnly() throws IOException {
        // When:
        HomeSecrets.of(Home.at(folder));

        // Then:
        Path file = folder.resolve("tenant.secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void refusesASecretThatIsTooShort() throws IOException {
        // Given:
        Files.writeString(folder.resolve("tenant.secret"), "c2hvcnQ\n");

        // Then:
        assertThatThrownBy(() -> HomeSecrets.of(Home.at(folder)))
                .hasMessageEndingWith("tenant.secret has 5 bytes, at least 32 are needed");
    }
}
