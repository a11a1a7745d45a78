package dev.sluice.simulation;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/// One partition: records in their order, each with the time at which its producer made it.
final class SimLog {
    record Entry(long offset, long createdMillis, ProducerRecord<byte[], byte[]> written) {}

    private final List<Entry> entries = new ArrayList<>();

    void append(long createdMillis, ProducerRecord<byte[], byte[]> written) {
        entries.add(new Entry(entries.size(), createdMillis, written));
    }

    long end() {
        return entries.size();
    }

    Entry at(long offset) {
        return entries.get((int) offset);
    }
}
