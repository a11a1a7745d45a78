package dev.sluice.gateway.kafka;

import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;

/// Commits of consumers whose partitions come and go.
final class GroupOffsets {
    private GroupOffsets() {}

    /// Whether `moved` is committed now. Not while partitions move: the next round commits what is
    /// still ours.
    static boolean commit(
            Consumer<byte[], byte[]> consumer, Map<TopicPartition, OffsetAndMetadata> moved) {
        if (moved.isEmpty()) {
            return false;
        }
        try {
            consumer.commitSync(moved);
            return true;
        } catch (RebalanceInProgressException e) {
            return false;
        }
    }
}
