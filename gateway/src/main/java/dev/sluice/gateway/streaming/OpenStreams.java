package dev.sluice.gateway.streaming;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.StreamEvent;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;

/// The streams that have a reader on this gateway, or may get one back within the grace period.
///
/// ```
///            open/attach            detach, others read
///  (none) ──────────────▶ read ◀──────────────────────┐
///                          │ └────────────────────────┘
///       deliver(finished), │ detach of the last reader, CANCEL_AFTER_GRACE
///       detach of the last ├──────────────▶ deserted ──attach──▶ read
///                          ▼                   │ expire, deliver(finished)
///                        (none) ◀──────────────┘
/// ```
///
/// All choices of a request are one stream here, under the id that the client knows. Thread-safe:
/// each change of one stream is atomic.
public final class OpenStreams {
    private final ConcurrentMap<RequestId, OpenStream> byId = new ConcurrentHashMap<>();
    private final PartitionBook partitions;
    private volatile boolean isAccepting = true;

    public OpenStreams(PartitionBook partitions) {
        this.partitions = partitions;
    }

    /// What the caller owes after a reader left.
    public sealed interface Departure {
        record Nothing() implements Departure {}

        record CancelNow() implements Departure {}

        /// After the grace period ask [OpenStreams#expire] with the number.
        record CancelAfterGrace(int desertionNumber) implements Departure {}
    }

    /// From now on there are no new streams; the open ones go on.
    public void refuseNew() {
        isAccepting = false;
    }

    public boolean isAccepting() {
        return isAccepting;
    }

    /// Whether a new stream would find a partition.
    public boolean isReady() {
        return isAccepting && partitions.isReadyForNewStreams();
    }

    /// A partition for a new stream; give it to [#open] or back to [#release].
    public OptionalInt reserve() {
        return partitions.reserve();
    }

    public void release(int partition) {
        partitions.release(partition);
    }

    /// Registers a new request's reader on a reserved partition, before the request is published.
    public void open(
            RequestId id, TenantId tenant, int partition, Mailbox reader, Desertion desertion) {
        var stream = new OpenStream(Choices.of(id), tenant, partition, desertion);
        stream.add(reader);
        if (byId.putIfAbsent(id, stream) != null) {
            throw new IllegalStateException("request " + id + " is open already");
        }
    }

    /// Adds a reader of a stream that began before. Live records reach it from now on; ask the log
    /// for its position after this call.
    public void attach(RequestId id, TenantId tenant, int partition, Mailbox reader) {
        byId.compute(
                id,
                (_, existing) -> {
                    OpenStream stream = existing;
                    if (stream == null) {
                        partitions.hold(partition);
                        stream =
                                new OpenStream(Choices.of(id), tenant, partition, Desertion.RUN_ON);
                    }
                    stream.add(reader);
                    return stream;
                });
    }

    /// A reader has left or has everything; harmless when it was never attached.
    public Departure detach(RequestId id, Mailbox reader) {
        AtomicReference<Departure> owed = new AtomicReference<>(new Departure.Nothing());
        byId.computeIfPresent(
                id,
                (_, stream) -> {
                    if (stream.remove(reader)) {
                        owed.set(stream.onDeserted());
                    }
                    return keptOrReleased(stream);
                });
        return owed.get();
    }

    /// The grace period after a desertion is over. True: nobody came back, cancel the request.
    public boolean expire(RequestId id, int desertionNumber) {
        AtomicReference<Boolean> isAbandoned = new AtomicReference<>(false);
        byId.computeIfPresent(
                id,
                (_, stream) -> {
                    isAbandoned.set(stream.expire(desertionNumber));
                    return keptOrReleased(stream);
                });
        return isAbandoned.get();
    }

    /// The request was never accepted.
    public void discard(RequestId id) {
        OpenStream stream = byId.remove(id);
        if (stream != null) {
            partitions.release(stream.partition());
        }
    }

    public boolean isOpen(RequestId id) {
        return byId.containsKey(id);
    }

    /// Whose stream it is, where it is open here.
    public Optional<TenantId> tenantOf(RequestId id) {
        return Optional.ofNullable(byId.get(id)).map(OpenStream::tenant);
    }

    /// A record from where it stands in its partition of the log, of any request or choice. Called
    /// by the log's one reader thread.
    public void deliver(StreamEvent event, long offset) {
        RequestId id = Choices.requestOf(event.requestId());
        OpenStream stream = byId.get(id);
        if (stream != null && stream.deliver(event, offset)) {
            byId.computeIfPresent(id, (_, ended) -> keptOrReleased(ended));
        }
    }

    /// Ends every reader; requests go on.
    public void cutAll(Cut reason) {
        byId.values().forEach(stream -> stream.cut(reason));
    }

    /// Readers of all streams together.
    public int readerCount() {
        return byId.values().stream().mapToInt(OpenStream::readerCount).sum();
    }

    public int count() {
        return byId.size();
    }

    private @org.jspecify.annotations.Nullable OpenStream keptOrReleased(OpenStream stream) {
        if (!stream.isOver()) {
            return stream;
        }
        partitions.release(stream.partition());
        return null;
    }
}
