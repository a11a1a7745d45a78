package dev.sluice.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BearerKeyTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"Bearer k1|k1", "bearer k1|k1", "BEARER k1|k1", "'Bearer   k1  '|k1"})
    void readsTheKeyAfterTheScheme(String authorization, String apiKey) {
        assertThat(BearerKey.of(authorization)).isEqualTo(apiKey);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"", " ", "Bearer", "Bearer ", "Bearer    ", "Basic k1", "k1", " Bearer k1"})
    void findsNoKeyInAnythingElse(String authorization) {
        assertThat(BearerKey.of(authorization)).isNull();
    }

    @Test
    void onlyTheWholeKeyMatches() {
        // Given:
        byte[] expected = BearerKey.hash("sk-sluice-key");

        // Then:
        assertThat(BearerKey.matches("sk-sluice-key", expected)).isTrue();
        assertThat(BearerKey.matches("sk-sluice-ke", expected)).isFalse();
        assertThat(BearerKey.matches("sk-sluice-keyy", expected)).isFalse();
        assertThat(BearerKey.matches("SK-SLUICE-KEY", expected)).isFalse();
        assertThat(BearerKey.matches("", expected)).isFalse();
        assertThat(BearerKey.matches(null, expected)).isFalse();
        assertThat(BearerKey.matches("sk-sluice-key", new byte[0])).isFalse();
    }
}
