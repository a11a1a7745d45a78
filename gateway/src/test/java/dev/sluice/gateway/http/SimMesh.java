package dev.sluice.gateway.http;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.SluiceException;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.AnswerFormat;
import dev.sluice.contracts.event.ControlEvent.CancelInference;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.event.MeshEvent;
import dev.sluice.contracts.event.ObjectEvent;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.contracts.event.ResultEvent;
import dev.sluice.contracts.event.ResultEvent.InferenceCompleted;
import dev.sluice.contracts.event.ResultEvent.InferenceFailed;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.contracts.event.StreamEvent.StreamFinished;
import dev.sluice.contracts.event.StreamEvent.StreamStarted;
import dev.sluice.contracts.event.StreamEvent.TextStreamed;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.admission.MeshLog;
import dev.sluice.gateway.store.GatewayStore;
import dev.sluice.gateway.store.KeptRequests;
import dev.sluice.gateway.store.LogPortion;
import dev.sluice.gateway.streaming.Choices;
import dev.sluice.gateway.streaming.Mailbox;
import dev.sluice.gateway.streaming.OpenStreams;
import dev.sluice.gateway.streaming.StreamArchive;
import dev.sluice.gateway.streaming.StreamRecords;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The mesh behind a gateway, in memory: keeps every record, delivers streams live and from the
/// start, can be down, and answers requests by a script.
final class SimMesh implements MeshLog, StreamArchive {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final BlockingQueue<InferenceRequested> requests = new LinkedBlockingQueue<>();
    final BlockingQueue<CancelInference> cancels = new LinkedBlockingQueue<>();
    final BlockingQueue<MeshEvent> notes = new LinkedBlockingQueue<>();
    final BlockingQueue<ObjectEvent> kept = new LinkedBlockingQueue<>();

    /// The one partition of `stream`; its own lock.
    private final List<StreamEvent> partition = new ArrayList<>();

    private final Map<RequestId, TenantId> owners = new ConcurrentHashMap<>();
    private final OpenStreams openStreams;
    private final GatewayStore store;
    private final AtomicLong offset = new AtomicLong();
    private final Map<Long, Logged> log = new TreeMap<>();
    private final Map<RequestId, StringBuilder> texts = new ConcurrentHashMap<>();
    private final Map<RequestId, StreamStarted> starts = new ConcurrentHashMap<>();
    private volatile boolean isDown;
    private volatile Predicate<InferenceRequested> isLost = _ -> false;
    private volatile @Nullable BiConsumer<SimMesh, InferenceRequested> script;

    SimMesh(OpenStreams openStreams, GatewayStore store) {
        this.openStreams = openStreams;
        this.store = store;
    }

    /// What happens, on a thread of the mesh, when a request is accepted.
    void script(BiConsumer<SimMesh, InferenceRequested> behaviour) {
        script = behaviour;
    }

    /// Answers every request with these texts.
    void answer(String... texts) {
        script((mesh, request) ->
                recordsOf(request, request.spec().includeUsage())
                        .answer(texts)
                        .forEach(mesh::write));
    }

    static StreamRecords recordsOf(InferenceRequested request, boolean includeUsage) {
        var records = new StreamRecords(request.requestId(), request.tenantId(), includeUsage);
        return request.spec().settings().answerFormat() instanceof AnswerFormat.ToolCalls
                ? records.withTools("hermes")
                : records;
    }

    void goDown() {
        isDown = true;
    }

    /// Requests that the brokers do not take.
    void lose(Predicate<InferenceRequested> lost) {
        isLost = lost;
    }

    /// Appends a stream's record, as masking does.
    void write(StreamEvent event) {
        owners.put(event.requestId(), event.tenantId());
        keepResult(event);
        synchronized (partition) {
            partition.add(event);
            openStreams.deliver(event, partition.size() - 1);
        }
    }

    /// As masking does: with the stream's end the result is on its topic.
    private void keepResult(StreamEvent event) {
        RequestId id = event.requestId();
        switch (event) {
            case StreamStarted started -> starts.put(id, started);
            case TextStreamed streamed ->
                    texts.computeIfAbsent(id, _ -> new StringBuilder())
                            .append(streamed.text().value());
            case StreamFinished finished when KeptRequests.isKept(id.value()) ->
                    project(Topic.RESULTS, resultOf(finished));
            case StreamFinished _ -> {}
        }
    }

    private ResultEvent resultOf(StreamFinished finished) {
        RequestId id = finished.requestId();
        var text = new SensitiveText(String.valueOf(texts.getOrDefault(id, new StringBuilder())));
        StreamStarted started = starts.get(id);
        if (finished.reason() == null || started == null) {
            return new InferenceFailed(
                    id + "/result",
                    id,
                    finished.tenantId(),
                    finished.occurredAt(),
                    Objects.requireNonNull(finished.failure()),
                    text,
                    finished.usage(),
                    started == null ? null : started.pool());
        }
        return new InferenceCompleted(
                id + "/result",
                id,
                finished.tenantId(),
                finished.occurredAt(),
                started.acceptedAt(),
                started.pool(),
                text,
                finished.reason(),
                finished.usage(),
                Map.of(),
                null,
                null,
                started.toolCallForm());
    }

    /// Fills the tables from the beginning of the log, as a gateway does that finds none.
    synchronized void projectAgain() {
        log.forEach((next, logged) -> project(logged.topic(), next, logged.event()));
    }

    private record Logged(Topic topic, Event event) {}

    private synchronized void project(Topic topic, Event event) {
        long next = offset.incrementAndGet();
        log.put(next, new Logged(topic, event));
        project(topic, next, event);
    }

    private void project(Topic topic, long next, Event event) {
        try {
            store.apply(
                    List.of(
                            new LogPortion(
                                    topic.topicName(),
                                    0,
                                    List.of(new LogPortion.Entry(next - 1, event)),
                                    next)));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public synchronized CompletionStage<Void> keep(ObjectEvent event) {
        if (isDown) {
            return CompletableFuture.failedStage(
                    new SluiceException(ErrorCode.MESH_UNAVAILABLE, "no brokers"));
        }
        kept.add(event);
        project(Topic.OBJECTS, event);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> accept(InferenceRequested request) {
        if (isDown || isLost.test(request)) {
            return CompletableFuture.failedStage(
                    new SluiceException(ErrorCode.MESH_UNAVAILABLE, "no brokers"));
        }
        owners.put(request.requestId(), request.tenantId());
        requests.add(request);
        var behaviour = script;
        return behaviour == null
                ? CompletableFuture.completedStage(null)
                : CompletableFuture.runAsync(() -> {})
                        .thenRunAsync(() -> behaviour.accept(this, request));
    }

    @Override
    public CompletionStage<Void> cancel(CancelInference command) {
        cancels.add(command);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void note(MeshEvent event) {
        notes.add(event);
    }

    @Override
    public CompletionStage<Lookup> find(RequestId id) {
        TenantId owner = owners.get(id);
        return CompletableFuture.supplyAsync(
                () -> owner == null ? new Lookup.Unknown() : new Lookup.Found(owner));
    }

    @Override
    public void replay(RequestId id, TenantId tenant, Mailbox reader) {
        Thread.ofVirtual().start(() -> replayNow(id, tenant, reader));
    }

    private void replayNow(RequestId id, TenantId tenant, Mailbox reader) {
        List<StreamEvent> past;
        synchronized (partition) {
            past = List.copyOf(partition);
            openStreams.attach(id, tenant, 0, reader);
        }
        try {
            for (StreamEvent event : past) {
                if (Choices.requestOf(event.requestId()).equals(id)
                        && !reader.put(event, PATIENCE)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        reader.caughtUp(past.size());
    }
}
