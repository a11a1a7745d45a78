package dev.sluice.runtime.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DatabaseUrlTest {
    @ParameterizedTest
    @CsvSource({
        "jdbc:h2:file:/x/audit;PASSWORD=secret, org.h2.Driver, true, /x/audit",
        "jdbc:h2:mem:a, org.h2.Driver, true, h2:mem:a",
        "jdbc:postgresql://h/d?password=secret, org.postgresql.Driver, false, postgresql://h/d"
    })
    void namesTheDriverAndThePlace(String text, String driver, boolean embedded, String place) {
        // When:
        DatabaseUrl url = DatabaseUrl.of("sluice.x.store.url", text);

        // Then:
        assertThat(url.driver()).isEqualTo(driver);
        assertThat(url.isEmbedded()).isEqualTo(embedded);
        assertThat(url.place()).isEqualTo(place);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdbc:mysql://u:secret@h/d", "secret", "", "jdbc:secret"})
    void refusesAnyOtherWithoutQuotingIt(String text) {
        assertThatThrownBy(() -> DatabaseUrl.of("sluice.x.store.url", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allowed are jdbc:h2: and jdbc:postgresql:")
                .message()
                .doesNotContain("secret");
    }

    @Test
    void namesTheRefusedKind() {
        assertThatThrownBy(() -> DatabaseUrl.of("sluice.x.store.url", "jdbc:mysql://u:secret@h/d"))
                .hasMessageStartingWith("sluice.x.store.url starts with jdbc:mysql:,");
    }
}
