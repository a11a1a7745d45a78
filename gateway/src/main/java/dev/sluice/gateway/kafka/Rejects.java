package dev.sluice.gateway.kafka;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Where a reader puts a record that cannot be read, before it goes on with the next.
interface Rejects {
    /// `reason` does not quote the record.
    void put(ConsumerRecord<byte[], byte[]> rejected, String reason);
}
