package dev.sluice.gateway.batch;

import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.ControlEvent.CancelInference;
import dev.sluice.contracts.event.ObjectEvent.BatchCreated;
import dev.sluice.contracts.event.ObjectEvent.BatchFinished;
import dev.sluice.contracts.event.ObjectEvent.BatchSpanBegun;
import dev.sluice.contracts.event.ObjectEvent.BatchValidated;
import dev.sluice.contracts.event.ObjectEvent.Outcome;
import dev.sluice.gateway.store.BatchStore.Span;
import dev.sluice.gateway.store.LineIds;
import dev.sluice.gateway.store.StoredBatch;
import dev.sluice.gateway.streaming.StreamArchive.Lookup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/// One batch from where the log has it to its end:
///
/// 1. look through the file; a flaw ends the batch (`BatchValidated` or `BatchFinished`);
/// 2. span by span: write that it begins (`BatchSpanBegun`, the first one in the log counts: it
///    gives the lines their request ids), then publish its lines. Of a span that was begun before,
///    lines that ended are left out, lines that are in the mesh are waited for, and only the others
///    are published;
/// 3. no more than `running-requests-max` are in the mesh at once;
/// 4. cancelled or expired: begin no more, cancel what is in the mesh, wait a while for its end;
/// 5. write the files, their records, `BatchFinished`.
///
/// INVARIANT: a line has one request id, whoever runs the batch, and one result is kept for an id.
/// So a gateway that dies anywhere, or two that run the same batch for a while, answer each line
/// once. On the batch's own virtual thread.
final class BatchRun {
    static final int SPAN_LINES = 64;

    private final BatchPorts ports;
    private final BatchCreated batch;
    private final BatchEndpoint endpoint;
    private final LinePublisher publisher;
    private final BooleanSupplier isOurs;
    private final Set<RequestId> running = new LinkedHashSet<>();

    /// `isOurs` turns false when another gateway runs the batch from now on.
    BatchRun(BatchPorts ports, BatchCreated batch, BooleanSupplier isOurs) {
        this.ports = ports;
        this.batch = batch;
        this.endpoint = BatchEndpoint.of(batch.endpoint()).orElseThrow();
        this.publisher = new LinePublisher(ports, batch, endpoint);
        this.isOurs = isOurs;
    }

    /// Returns when the batch is finished, or is another's. Fails where the mesh, the database or
    /// the content store does not answer: then somebody begins again.
    void run() throws InterruptedException, IOException {
        Waits.until(ports.store().caughtUp());
        StoredBatch known = current();
        if (known.finished() != null || !isOurs.getAsBoolean()) {
            return;
        }
        int lineCount = known.validatedAt() == null ? validated() : known.lineCount();
        if (lineCount == 0) {
            return;
        }
        if (publishAll(lineCount) && drained()) {
            finish(lineCount);
        }
    }

    private StoredBatch current() throws InterruptedException {
        return Waits.until(ports.store().batch(batch.tenantId(), batch.objectId()))
                .orElseThrow(
                        () -> new IllegalStateException("batch " + batch.objectId() + " is gone"));
    }

    /// How many lines there are; 0: the file has flaws, and the batch is over.
    private int validated() throws InterruptedException, IOException {
        var validation = new Validation(ports.lines(), ports.config().requestCountMax());
        Validation.Verdict verdict =
                validation.of(
                        ports.contents().open(batch.tenantId(), batch.inputFileId()),
                        batch.endpoint());
        ObjectId id = batch.objectId();
        var now = ports.clock().instant();
        if (!verdict.isSound()) {
            Waits.until(
                    ports.log()
                            .keep(
                                    new BatchFinished(
                                            id + "/finished",
                                            id,
                                            batch.tenantId(),
                                            now,
                                            Outcome.FAILED,
                                            null,
                                            null,
                                            0,
                                            0,
                                            verdict.flaws())));
            return 0;
        }
        Waits.until(
                ports.log()
                        .keep(
                                new BatchValidated(
                                        id + "/validated",
                                        id,
                                        batch.tenantId(),
                                        now,
                                        verdict.lineCount())));
        return verdict.lineCount();
    }

    /// False: the batch is another's now.
    private boolean publishAll(int lineCount) throws InterruptedException, IOException {
        var content = ports.contents().open(batch.tenantId(), batch.inputFileId());
        try (LineSource lines = new LineSource(content, ports.lines().lineBytesMax())) {
            int first = 0;
            while (first < lineCount) {
                int count = Math.min(SPAN_LINES, lineCount - first);
                boolean mayPublish = hasRoomFor(count);
                if (!isOurs.getAsBoolean()) {
                    return false;
                }
                // What another gateway published before must be waited for all the same.
                if (!mayPublish && span(first).isEmpty()) {
                    return true;
                }
                first += runSpan(first, count, lines, mayPublish);
            }
        }
        return true;
    }

    /// Waits for room. False: nothing more is to begin.
    private boolean hasRoomFor(int count) throws InterruptedException {
        int most = Math.max(count, ports.config().runningRequestsMax());
        while (isOurs.getAsBoolean() && !isEnding()) {
            if (running.size() + count <= most) {
                return true;
            }
            settle();
        }
        return false;
    }

    private boolean isEnding() throws InterruptedException {
        return !ports.clock().instant().isBefore(batch.expiresAt())
                || Waits.until(ports.store().isCancelled(batch.objectId()));
    }

    /// How many lines the span has: another gateway may have chosen another length than `most`.
    private int runSpan(int first, int most, LineSource lines, boolean mayPublish)
            throws InterruptedException, IOException {
        boolean isTaken = span(first).isPresent();
        if (!isTaken) {
            Waits.until(ports.log().keep(begun(first, most)));
            Waits.until(ports.store().caughtUp());
        }
        Span span = span(first).orElseThrow();
        int count = span.lineCount();
        var ended = Waits.until(ports.store().outcomes(batch.objectId(), first, count));
        Map<RequestId, CompletionStage<Boolean>> publishing = new LinkedHashMap<>();
        for (int line = first; line < first + count; line++) {
            byte[] bytes = lines.next().orElseThrow();
            if (ended.containsKey(line)) {
                continue;
            }
            RequestId id = idOf(line, span);
            if (isTaken && isInMesh(id)) {
                running.add(id);
            } else if (mayPublish) {
                publishing.put(id, publisher.publish(line, lineOf(bytes), id));
            }
        }
        for (var published : publishing.entrySet()) {
            boolean isAccepted = Waits.until(published.getValue());
            if (isAccepted) {
                running.add(published.getKey());
            }
        }
        return count;
    }

    private Optional<Span> span(int first) throws InterruptedException {
        return Waits.until(ports.store().span(batch.objectId(), first));
    }

    private BatchSpanBegun begun(int first, int count) {
        int partitionCount = ports.streamPartitionCount().getAsInt();
        if (partitionCount < 1) {
            throw new IllegalStateException("the partitions of stream are not known yet");
        }
        return new BatchSpanBegun(
                batch.objectId() + "/span/" + first,
                batch.objectId(),
                batch.tenantId(),
                ports.clock().instant(),
                first,
                count,
                partitionCount);
    }

    private RequestId idOf(int line, Span span) {
        return LineIds.of(batch.objectId(), line, span.begunAt(), span.streamPartitionCount());
    }

    private boolean isInMesh(RequestId id) throws InterruptedException {
        return switch (Waits.until(ports.archive().find(id))) {
            case Lookup.Found _ -> true;
            case Lookup.Unknown _ -> false;
            case Lookup.Unavailable _ ->
                    throw new IllegalStateException("the log cannot be read at the moment");
        };
    }

    private BatchLine lineOf(byte[] bytes) {
        return switch (ports.lines().read(bytes, batch.endpoint())) {
            case LineReader.Reading.Sound(BatchLine line) -> line;
            case LineReader.Reading.Flawed _ ->
                    throw new IllegalStateException(
                            "the file of batch " + batch.objectId() + " was sound before");
        };
    }

    /// Waits a moment and takes out what has ended.
    private void settle() throws InterruptedException {
        Thread.sleep(ports.config().pace());
        running.removeAll(Waits.until(ports.store().ended(running)));
    }

    /// Waits for everything that is in the mesh. False: the batch is another's now.
    private boolean drained() throws InterruptedException {
        long deadlineNanos = Long.MAX_VALUE;
        boolean hasCancelled = false;
        while (!running.isEmpty() && isOurs.getAsBoolean()) {
            if (isEnding() && !hasCancelled) {
                hasCancelled = true;
                deadlineNanos = System.nanoTime() + ports.config().endPatience().toNanos();
                cancelRunning();
            }
            if (hasCancelled && System.nanoTime() > deadlineNanos) {
                break;
            }
            settle();
        }
        return isOurs.getAsBoolean();
    }

    private void cancelRunning() throws InterruptedException {
        List<CompletionStage<Void>> cancelling = new ArrayList<>();
        for (RequestId id : running) {
            cancelling.add(
                    ports.log()
                            .cancel(
                                    new CancelInference(
                                            id + "/cancel",
                                            id,
                                            batch.tenantId(),
                                            ports.clock().instant(),
                                            "batch")));
        }
        for (CompletionStage<Void> cancelled : cancelling) {
            Waits.until(cancelled);
        }
    }

    private void finish(int lineCount) throws InterruptedException, IOException {
        StoredBatch last = current();
        boolean isWhole = last.completedCount() + last.failedCount() >= lineCount;
        Outcome outcome =
                isWhole
                        ? Outcome.COMPLETED
                        : last.cancelledAt() != null ? Outcome.CANCELLED : Outcome.EXPIRED;
        new BatchFiles(ports, batch, endpoint, outcome).write(lineCount);
    }
}
