package dev.sluice.gateway.streaming;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.contracts.event.StreamEvent.StreamFinished;
import dev.sluice.gateway.streaming.OpenStreams.Departure;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// One entry of [OpenStreams]: the readers of a stream, and what is owed when the last one leaves.
final class OpenStream {
    private final TenantId tenant;
    private final int partition;
    private final Desertion desertion;
    private final Set<RequestId> unfinished;
    private final List<Mailbox> readers = new ArrayList<>();
    private boolean hasFailed;
    private boolean isOver;
    private boolean isInGrace;
    private boolean isStopping;
    private int desertionCount;

    OpenStream(Choices choices, TenantId tenant, int partition, Desertion desertion) {
        this.unfinished = new HashSet<>(choices.ids());
        this.tenant = tenant;
        this.partition = partition;
        this.desertion = desertion;
    }

    TenantId tenant() {
        return tenant;
    }

    int partition() {
        return partition;
    }

    synchronized int readerCount() {
        return readers.size();
    }

    synchronized boolean isOver() {
        return isOver;
    }

    synchronized void add(Mailbox reader) {
        readers.add(reader);
        isInGrace = false;
    }

    /// True: it was the last one.
    synchronized boolean remove(Mailbox reader) {
        return readers.remove(reader) && readers.isEmpty();
    }

    /// Where one choice failed nobody will ever read what the others say from there on.
    synchronized Departure onDeserted() {
        if (unfinished.isEmpty() || isStopping) {
            isOver = true;
            return new Departure.Nothing();
        }
        if (hasFailed || desertion == Desertion.CANCEL) {
            isOver = true;
            return new Departure.CancelNow();
        }
        if (desertion == Desertion.RUN_ON) {
            isOver = true;
            return new Departure.Nothing();
        }
        isInGrace = true;
        desertionCount++;
        return new Departure.CancelAfterGrace(desertionCount);
    }

    /// True: nobody came back since that desertion.
    synchronized boolean expire(int desertionNumber) {
        boolean isAbandoned = isInGrace && desertionNumber == desertionCount;
        isOver |= isAbandoned;
        return isAbandoned;
    }

    /// A record of any of its choices. True: the stream ended and nobody reads it.
    synchronized boolean deliver(StreamEvent event, long offset) {
        if (!event.tenantId().equals(tenant)) {
            // An id is not a right: ids of plain producers are not secret.
            return false;
        }
        if (event instanceof StreamFinished finished) {
            unfinished.remove(event.requestId());
            hasFailed |= finished.failure() != null;
        }
        readers.forEach(reader -> reader.offer(event, offset));
        isOver |= unfinished.isEmpty() && readers.isEmpty();
        return isOver;
    }

    synchronized void cut(Cut reason) {
        isStopping |= reason == Cut.GATEWAY_STOPS;
        readers.forEach(reader -> reader.cut(reason));
    }
}
