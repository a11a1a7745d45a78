package dev.sluice.gateway.http;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SluiceException;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.ControlEvent.CancelInference;
import dev.sluice.contracts.event.MeshEvent;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.gateway.admission.MeshLog;
import dev.sluice.gateway.streaming.Mailbox;
import dev.sluice.gateway.streaming.OpenStreams;
import dev.sluice.gateway.streaming.StreamArchive;
import dev.sluice.gateway.streaming.StreamRecords;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The mesh behind a gateway, in memory: keeps every record, delivers streams live and from the
/// start, can be down, and answers requests by a script.
final class SimMesh implements MeshLog, StreamArchive {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final BlockingQueue<InferenceRequested> requests = new LinkedBlockingQueue<>();
    final BlockingQueue<CancelInference> cancels = new LinkedBlockingQueue<>();
    final BlockingQueue<MeshEvent> notes = new LinkedBlockingQueue<>();
    private final Map<RequestId, List<StreamEvent>> streams = new ConcurrentHashMap<>();
    private final Map<RequestId, TenantId> owners = new ConcurrentHashMap<>();
    private final OpenStreams openStreams;
    private volatile boolean isDown;
    private volatile @Nullable BiConsumer<SimMesh, InferenceRequested> script;

    SimMesh(OpenStreams openStreams) {
        this.openStreams = openStreams;
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
        return new StreamRecords(request.requestId(), request.tenantId(), includeUsage);
    }

    void goDown() {
        isDown = true;
    }

    /// Appends a stream's record, as masking does.
    void write(StreamEvent event) {
        owners.put(event.requestId(), event.tenantId());
        streams.computeIfAbsent(event.requestId(), _ -> new CopyOnWriteArrayList<>()).add(event);
        openStreams.deliver(event);
    }

    @Override
    public CompletionStage<Void> accept(InferenceRequested request) {
        if (isDown) {
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
        openStreams.attach(id, tenant, 0, reader);
        try {
            for (StreamEvent event : streams.getOrDefault(id, List.of())) {
                if (!reader.put(event, PATIENCE)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        reader.caughtUp();
    }
}
