package dev.sluice.gateway.streaming;

import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.contracts.event.StreamEvent.StreamFinished;
import dev.sluice.gateway.streaming.OpenStreams.Departure;
import java.util.ArrayList;
import java.util.List;

/// One entry of [OpenStreams]: the readers of a stream, and what is owed when the last one leaves.
final class OpenStream {
    private final TenantId tenant;
    private final int partition;
    private final Desertion desertion;
    private final List<Mailbox> readers = new ArrayList<>();
    private boolean isFinished;
    private boolean isOver;
    private boolean isInGrace;
    private boolean isStopping;
    private int desertionCount;

    OpenStream(TenantId tenant, int partition, Desertion desertion) {
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

    synchronized Departure onDeserted() {
        if (isFinished || isStopping || desertion == Desertion.RUN_ON) {
            isOver = true;
            return new Departure.Nothing();
        }
        if (desertion == Desertion.CANCEL) {
            isOver = true;
            return new Departure.CancelNow();
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

    /// True: the stream ended and nobody reads it.
    synchronized boolean deliver(StreamEvent event) {
        if (!event.tenantId().equals(tenant)) {
            // An id is not a right: ids of plain producers are not secret.
            return false;
        }
        isFinished |= event instanceof StreamFinished;
        readers.forEach(reader -> reader.offer(event));
        isOver |= isFinished && readers.isEmpty();
        return isOver;
    }

    synchronized void cut(Cut reason) {
        isStopping |= reason == Cut.GATEWAY_STOPS;
        readers.forEach(reader -> reader.cut(reason));
    }
}
