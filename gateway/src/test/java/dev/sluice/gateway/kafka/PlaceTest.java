package dev.sluice.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.RequestId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PlaceTest {
    @Test
    void anIdOfTheMeshTellsItsPlace() {
        // Given
        Instant acceptedAt = Instant.parse("2026-11-22T10:00:00.123Z");
        RequestId id = RequestId.create("chatcmpl", acceptedAt, 5, 42);

        // Then
        assertThat(Place.of(id, 8)).contains(new Place(5, acceptedAt));
    }

    @Test
    void aPartitionThatDoesNotExistIsNoPlace() {
        assertThat(Place.of(RequestId.create("chatcmpl", Instant.EPOCH, 8, 42), 8)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"order-17", "a", "custom:4711", "x.y"})
    void aStrangersIdIsWhereKafkaPutsItsKey(String text) {
        // Given
        byte[] recordKey = text.getBytes(StandardCharsets.UTF_8);

        // When
        Place place = Place.of(new RequestId(text), 8).orElseThrow();

        // Then
        assertThat(place.partition()).isEqualTo(BuiltInPartitioner.partitionForKey(recordKey, 8));
        assertThat(place.since()).isNull();
    }
}
