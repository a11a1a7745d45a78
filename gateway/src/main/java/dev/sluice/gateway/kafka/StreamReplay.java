package dev.sluice.gateway.kafka;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.contracts.event.StreamEvent.StreamFinished;
import dev.sluice.contracts.json.Decoded;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.gateway.streaming.Cut;
import dev.sluice.gateway.streaming.Mailbox;
import dev.sluice.gateway.streaming.OpenStreams;
import dev.sluice.gateway.streaming.StreamOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Reads one stream's past into a mailbox and joins it to the live reading without a gap:
///
/// 1. read up to the end, again while much came meanwhile, so that little is left;
/// 2. attach the mailbox to the live reader: it holds live records back from now on;
/// 3. have the live reader go on from here; where it is further already, read up to there;
/// 4. open the mailbox for the live records. What was read twice is dropped by its index.
///
/// What lies behind a gap is left out: its copy follows. A stream whose beginning is missing where
/// the log itself no longer reaches back is past its retention.
///
/// Belongs to one thread, which waits for the client where that is slow.
final class StreamReplay {
    /// So few records are left for step 3 that the mailbox does not overflow meanwhile.
    private static final long NEAR_RECORDS = 256;

    private final RequestId id;
    private final TenantId tenant;
    private final Mailbox reader;
    private final EventCodec codec;
    private final Duration patience;
    private final byte[] recordKey;
    private final StreamOrder order = new StreamOrder();

    StreamReplay(
            RequestId id, TenantId tenant, Mailbox reader, EventCodec codec, Duration patience) {
        this.id = id;
        this.tenant = tenant;
        this.reader = reader;
        this.codec = codec;
        this.patience = patience;
        this.recordKey = id.value().getBytes(StandardCharsets.UTF_8);
    }

    void run(LogScan scan, long start, int partition, OpenStreams openStreams, StreamReader live)
            throws InterruptedException {
        long next = start;
        long end = scan.end();
        do {
            if (!scan.walk(next, end, this::pass)) {
                return;
            }
            next = end;
            end = scan.end();
        } while (end - next > NEAR_RECORDS);
        if (order.lacksItsBeginning() && start == scan.begin() && start > 0) {
            reader.cut(Cut.EXPIRED);
            return;
        }
        openStreams.attach(id, tenant, partition, reader);
        if (reader.isEnded()) {
            // The client left before it was attached, so nobody else detaches it.
            var _ = openStreams.detach(id, reader);
            return;
        }
        long liveFrom =
                live.readOn(partition, next)
                        .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                        .join();
        if (scan.walk(next, liveFrom, this::pass)) {
            reader.caughtUp();
        }
    }

    /// False: the stream is complete, or nobody reads it any more.
    private boolean pass(ConsumerRecord<byte[], byte[]> visited) throws InterruptedException {
        if (!Arrays.equals(visited.key(), recordKey)) {
            return !reader.isEnded();
        }
        return switch (codec.decode(StreamEvent.class, visited.value())) {
            case Decoded.Valid<StreamEvent>(StreamEvent event) when isOurs(event) -> take(event);
            // The partition's owner puts malformed records aside.
            case Decoded.Valid<StreamEvent> _, Decoded.Malformed<StreamEvent> _ -> true;
        };
    }

    private boolean take(StreamEvent event) throws InterruptedException {
        return switch (order.take(event.index())) {
            case NEXT -> reader.put(event, patience) && !(event instanceof StreamFinished);
            case DUPLICATE, GAP -> !reader.isEnded();
        };
    }

    private boolean isOurs(StreamEvent event) {
        return event.requestId().equals(id) && event.tenantId().equals(tenant);
    }
}
