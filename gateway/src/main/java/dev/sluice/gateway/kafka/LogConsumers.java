package dev.sluice.gateway.kafka;

import dev.sluice.runtime.kafka.FetchPace;
import dev.sluice.runtime.kafka.KafkaSettings;
import java.time.Duration;
import org.apache.kafka.clients.consumer.Consumer;

/// Makes the consumers that read the log without a group.
///
/// Why live and archive fetches wait so briefly at the broker, where the default is 500 ms: a
/// broker answers the requests of one connection in turn, so whoever reopens a stream would wait
/// for the fetch that is under way before its partition can be looked up or added.
final class LogConsumers {
    private static final Duration LIVE_FETCH_WAIT = Duration.ofMillis(50);
    private static final Duration TABLES_FETCH_WAIT = Duration.ofMillis(500);
    private static final Duration ARCHIVE_FETCH_WAIT = Duration.ofMillis(10);
    private static final int FETCH_BYTES_MAX = 16 * 1024 * 1024;

    private final KafkaSettings settings;

    LogConsumers(KafkaSettings settings) {
        this.settings = settings;
    }

    /// For the one reader of all live streams.
    Consumer<byte[], byte[]> live() {
        return create("gateway-streams", LIVE_FETCH_WAIT);
    }

    /// For the one that fills the tables; it asks for the log's end on a connection of its own.
    Consumer<byte[], byte[]> projection() {
        return create("gateway-projection", TABLES_FETCH_WAIT);
    }

    /// For asking where the log ends.
    Consumer<byte[], byte[]> ends() {
        return create("gateway-ends", TABLES_FETCH_WAIT);
    }

    /// For those who read the past.
    Consumer<byte[], byte[]> archive() {
        return create("gateway-archive", ARCHIVE_FETCH_WAIT);
    }

    private Consumer<byte[], byte[]> create(String clientId, Duration fetchWait) {
        return settings.freeConsumer(clientId, new FetchPace(1, fetchWait, FETCH_BYTES_MAX));
    }
}
