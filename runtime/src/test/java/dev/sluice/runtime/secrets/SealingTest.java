package dev.sluice.runtime.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.TenantId;
import dev.sluice.runtime.home.Home;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SealingTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final String TEXT = "卡 6222021234567890128 😀";

    @TempDir Path folder;

    private Sealing sealing(String tenant) {
        return HomeSecrets.of(Home.at(folder)).sealing(new TenantId(tenant));
    }

    @Test
    void opensWhatItSealedInAnotherProcessToo() {
        // When:
        String sealed = sealing("acme").seal("r1/stream/4", TEXT);

        // Then:
        assertThat(sealing("acme").open("r1/stream/4", sealed)).contains(TEXT);
        assertThat(sealed).doesNotContain("6222").matches("1\\.[A-Za-z0-9_-]+");
    }

    @Test
    void repeatsTheSameBytesForTheSameTextInTheSamePlace() {
        // When:
        String first = sealing("acme").seal("p", TEXT);
        String second = sealing("acme").seal("p", TEXT);

        // Then:
        assertThat(second).isEqualTo(first);
    }

    /// AES-GCM gives everything away when a nonce meets two texts.
    @Test
    void takesAnotherNonceForAnotherTextOrPlace() {
        // Given:
        Sealing sealing = sealing("acme");

        // Then:
        assertThat(java.util.stream.Stream.of("a", "b", "ab").map(text -> sealing.seal("p", text)))
                .extracting(sealed -> sealed.substring(2, 18))
                .doesNotHaveDuplicates();
        assertThat(sealing.seal("q", "a").substring(2, 18))
                .isNotEqualTo(sealing.seal("p", "a").substring(2, 18));
    }

    @Test
    void opensNothingForAnotherPlaceTenantOrHome() {
        // When:
        String sealed = sealing("acme").seal("p", TEXT);

        // Then:
        assertThat(sealing("acme").open("q", sealed)).isEmpty();
        assertThat(sealing("other").open("p", sealed)).isEmpty();
        assertThat(HomeSecrets.of(Home.at(folder.resolve("x"))).sealing(ACME).open("p", sealed))
                .isEmpty();
    }

    @Test
    void opensNothingThatWasChanged() {
        // Given:
        Sealing sealing = sealing("acme");
        String sealed = sealing.seal("p", TEXT);
        byte[] bytes = Base64.getUrlDecoder().decode(sealed.substring(2));

        for (int i = 0; i < bytes.length; i++) {
            // When:
            byte[] changed = bytes.clone();
            changed[i] ^= 1;

            // Then:
            assertThat(sealing.open("p", "1." + Base64.getUrlEncoder().encodeToString(changed)))
                    .isEmpty();
        }
        for (int length = 0; length < sealed.length(); length++) {
            assertThat(sealing.open("p", sealed.substring(0, length))).isEmpty();
        }
    }
}
