package dev.sluice.gateway.kafka;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.contracts.json.Decoded;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.gateway.streaming.Choices;
import dev.sluice.gateway.streaming.Cut;
import dev.sluice.gateway.streaming.Mailbox;
import dev.sluice.gateway.streaming.MergedOrder;
import dev.sluice.gateway.streaming.OpenStreams;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Reads one stream's past into a mailbox and joins it to the live reading without a gap:
///
/// 1. read up to the end, again while much came meanwhile, so that little is left;
/// 2. attach the mailbox to the live reader: it holds live records back from now on;
/// 3. have the live reader go on from here; where it is further already, read up to there;
/// 4. open the mailbox for the live records behind what was read.
///
/// So each record is looked at once, after all that stand before it: what counts of several
/// choices, and in which order, is for this reader what it is for all.
///
/// What lies behind a gap is left out: its copy follows. A stream whose beginning is missing where
/// the log itself no longer reaches back is past its retention.
///
/// Belongs to one thread, which waits for the client where that is slow.
final class StreamReplay {
    /// So few records are left for step 3 that the mailbox does not overflow meanwhile.
    private static final long NEAR_RECORDS = 256;

    private final RequestId id;
    private final Choices choices;
    private final TenantId tenant;
    private final Mailbox reader;
    private final EventCodec codec;
    private final Duration patience;
    private final List<byte[]> recordKeys;
    private final MergedOrder order;

    StreamReplay(
            RequestId id, TenantId tenant, Mailbox reader, EventCodec codec, Duration patience) {
        this.id = id;
        this.tenant = tenant;
        this.reader = reader;
        this.codec = codec;
        this.patience = patience;
        this.choices = Choices.of(id);
        this.recordKeys =
                choices.ids().stream()
                        .map(each -> each.value().getBytes(StandardCharsets.UTF_8))
                        .toList();
        this.order = new MergedOrder(choices);
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
        if (order.lacksABeginning() && start == scan.begin() && start > 0) {
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
            reader.caughtUp(Math.max(next, liveFrom));
        }
    }

    /// False: the stream is complete, or nobody reads it any more.
    private boolean pass(ConsumerRecord<byte[], byte[]> visited) throws InterruptedException {
        if (recordKeys.stream().noneMatch(recordKey -> Arrays.equals(visited.key(), recordKey))) {
            return !reader.isEnded();
        }
        return switch (codec.decode(StreamEvent.class, visited.value())) {
            case Decoded.Valid<StreamEvent>(StreamEvent event) when isOurs(event) -> take(event);
            // The partition's owner puts malformed records aside.
            case Decoded.Valid<StreamEvent> _, Decoded.Malformed<StreamEvent> _ -> true;
        };
    }

    private boolean take(StreamEvent event) throws InterruptedException {
        return switch (order.take(event)) {
            case NEXT -> reader.put(event, patience) && !order.isOver();
            case DUPLICATE, GAP -> !reader.isEnded();
        };
    }

    private boolean isOurs(StreamEvent event) {
        return choices.ids().contains(event.requestId()) && event.tenantId().equals(tenant);
    }
}
