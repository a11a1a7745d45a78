package dev.sluice.scheduler.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.event.WorkerEvent;
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

    @Test
    void theNextOneIsHigherUpToTheEndOfAllEpochs() {
        // Given
        long last = WorkerEvent.SCHEDULER_EPOCH_MAX;

        // Then
        assertThat(StoredEpoch.after(null)).isEqualTo(1);
        assertThat(StoredEpoch.after(StoredEpoch.with(5, 12))).isEqualTo(13);
        assertThat(StoredEpoch.after(StoredEpoch.with(5, last))).isEqualTo(last);
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
