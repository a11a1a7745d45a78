package dev.sluice.gateway.kafka;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.event.RequestEvent;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.contracts.json.Decoded;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.streaming.StreamArchive.Lookup;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Finds out whose a request is. That stands in its record on `requests`, right at the time that
/// its id tells; only where that may be past retention (`stream` is kept longer) are the stream's
/// own records looked for. Thread-safe; the consumer belongs to the caller.
final class OwnerLookup {
    private final EventCodec codec;
    private final Duration patience;
    private final Duration clockSkewMax;
    private final Duration acceptanceTimeout;

    OwnerLookup(
            EventCodec codec,
            Duration patience,
            Duration clockSkewMax,
            Duration acceptanceTimeout) {
        this.codec = codec;
        this.patience = patience;
        this.clockSkewMax = clockSkewMax;
        this.acceptanceTimeout = acceptanceTimeout;
    }

    Lookup lookUp(RequestId id, Consumer<byte[], byte[]> consumer) throws InterruptedException {
        int partitionCount = consumer.partitionsFor(Topic.STREAM.topicName(), patience).size();
        Optional<Place> place = Place.of(id, partitionCount);
        return place.isEmpty() ? new Lookup.Unknown() : lookUp(id, place.get(), consumer);
    }

    private Lookup lookUp(RequestId id, Place place, Consumer<byte[], byte[]> consumer)
            throws InterruptedException {
        LogScan requests = scan(consumer, Topic.REQUESTS, place);
        long begin = requests.begin();
        long from = place.since() == null ? begin : requests.firstSince(place.since());
        TenantId tenant =
                search(requests, from, new Search(id, RequestEvent.class, newestOf(place)));
        boolean isKept = from > begin || begin == 0;
        if (tenant == null && !isKept) {
            LogScan stream = scan(consumer, Topic.STREAM, place);
            Search search = new Search(id, StreamEvent.class, Instant.MAX);
            tenant = search(stream, start(stream, place), search);
        }
        return tenant == null ? new Lookup.Unknown() : new Lookup.Found(tenant);
    }

    /// Where a stream's first record may be: it is written by another clock than the id's.
    long start(LogScan stream, Place place) {
        Instant since = place.since();
        return since == null ? stream.begin() : stream.firstSince(since.minus(clockSkewMax));
    }

    /// A request is written within the time that its client waits for that; other gateways' clocks
    /// may be ahead, so a little later is looked at too.
    private Instant newestOf(Place place) {
        Instant since = place.since();
        return since == null ? Instant.MAX : since.plus(acceptanceTimeout).plus(clockSkewMax);
    }

    private LogScan scan(Consumer<byte[], byte[]> consumer, Topic topic, Place place) {
        var partition = new TopicPartition(topic.topicName(), place.partition());
        return new LogScan(consumer, partition, patience);
    }

    private @Nullable TenantId search(LogScan scan, long from, Search search)
            throws InterruptedException {
        scan.walk(from, scan.end(), search);
        return search.tenant;
    }

    /// Looks for the first record of one request.
    private final class Search implements LogScan.Visitor {
        private final byte[] recordKey;
        private final Class<? extends Event> eventType;
        private final Instant newest;
        private final long deadlineNanos = System.nanoTime() + patience.toNanos();
        private @Nullable TenantId tenant;

        Search(RequestId id, Class<? extends Event> eventType, Instant newest) {
            this.recordKey = id.value().getBytes(StandardCharsets.UTF_8);
            this.eventType = eventType;
            this.newest = newest;
        }

        @Override
        public boolean visit(ConsumerRecord<byte[], byte[]> visited) {
            if (Arrays.equals(visited.key(), recordKey)) {
                tenant = tenantIn(visited.value());
            } else if (System.nanoTime() > deadlineNanos) {
                // An id that somebody made up may lie before everything that is kept.
                throw new TimeoutException("request is not found within " + patience);
            }
            return tenant == null && !Instant.ofEpochMilli(visited.timestamp()).isAfter(newest);
        }

        private @Nullable TenantId tenantIn(byte @Nullable [] value) {
            return switch (codec.decode(eventType, value)) {
                case Decoded.Valid<?>(InferenceRequested request) -> request.tenantId();
                case Decoded.Valid<?>(StreamEvent event) -> event.tenantId();
                case Decoded.Valid<?> _, Decoded.Malformed<?> _ -> null;
            };
        }
    }
}
