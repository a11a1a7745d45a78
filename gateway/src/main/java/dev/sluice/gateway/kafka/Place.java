package dev.sluice.gateway.kafka;

import dev.sluice.contracts.RequestId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/// Where in the log a request's records are: on one partition number of every topic, and none
/// before `since`; null where the id tells no time.
record Place(int partition, @Nullable Instant since) {
    /// Ids of this mesh tell partition and time. Those that other producers chose are where Kafka's
    /// own partitioner puts their key. Empty: no such partition.
    static Optional<Place> of(RequestId id, int partitionCount) {
        Optional<RequestId.Location> located = id.located();
        if (located.isEmpty()) {
            byte[] recordKey = id.value().getBytes(StandardCharsets.UTF_8);
            int partition = Utils.toPositive(Utils.murmur2(recordKey)) % partitionCount;
            return Optional.of(new Place(partition, null));
        }
        return located.filter(place -> place.streamPartition() < partitionCount)
                .map(place -> new Place(place.streamPartition(), place.acceptedAt()));
    }
}
