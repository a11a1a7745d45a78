package dev.sluice.scheduler.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredEpochTest {
    @Test
    void isReadAsItWasWritten() {
        // Given
        OffsetAndMetadata stored = StoredEpoch.with(5, 12);

        // When
        long epoch = StoredEpoch.of(stored);

        // Then
        assertThat(epoch).isEqualTo(12);
        assertThat(stored.metadata()).isEqualTo("epoch=12");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "epoch=", "epoch=x", "something else"})
    void isZeroWhereAToolHasResetTheOffset(String metadata) {
        // Given
        var stored = new OffsetAndMetadata(5, metadata);

        // When
        long epoch = StoredEpoch.of(stored);

        // Then
        assertThat(epoch).isZero();
        assertThat(StoredEpoch.of(null)).isZero();
    }
}
