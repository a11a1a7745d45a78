package dev.sluice.gateway.kafka;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.ControlEvent.CancelInference;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.event.MeshEvent;
import dev.sluice.contracts.event.ObjectEvent;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.gateway.admission.MeshLog;
import dev.sluice.gateway.metrics.GatewayMetrics;
import io.opentelemetry.context.Context;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.TracingMetadata;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.eclipse.microprofile.reactive.messaging.OnOverflow;
import org.jspecify.annotations.Nullable;

/// Writes `requests`, `control`, `objects` and `events` through messaging channels, with the trace
/// of the calling request in the record's headers. Safe on any thread; encodes on the caller's.
@ApplicationScoped
class KafkaMeshLog implements MeshLog {
    private static final RecordHeader SCHEMA =
            new RecordHeader(
                    EventCodec.SCHEMA_HEADER,
                    EventCodec.SCHEMA_VERSION.getBytes(StandardCharsets.UTF_8));

    private final MutinyEmitter<byte[]> requests;
    private final MutinyEmitter<byte[]> control;
    private final MutinyEmitter<byte[]> events;
    private final MutinyEmitter<byte[]> objects;
    private final EventCodec codec;
    private final GatewayMetrics metrics;

    KafkaMeshLog(
            @Channel("gateway-requests")
                    @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = 4096)
                    MutinyEmitter<byte[]> requests,
            @Channel("gateway-control")
                    @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = 4096)
                    MutinyEmitter<byte[]> control,
            @Channel("gateway-events")
                    @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = 16_384)
                    MutinyEmitter<byte[]> events,
            @Channel("gateway-objects")
                    @OnOverflow(value = OnOverflow.Strategy.BUFFER, bufferSize = 4096)
                    MutinyEmitter<byte[]> objects,
            EventCodec codec,
            GatewayMetrics metrics) {
        this.requests = requests;
        this.control = control;
        this.events = events;
        this.objects = objects;
        this.codec = codec;
        this.metrics = metrics;
    }

    @Override
    public CompletionStage<Void> accept(InferenceRequested request) {
        int partition = request.spec().streamPartition();
        return send(requests, request.requestId().value(), partition, request)
                .exceptionallyCompose(failure -> failed(request.requestId().value(), failure));
    }

    @Override
    public CompletionStage<Void> cancel(CancelInference command) {
        return send(control, command.requestId().value(), null, command)
                .exceptionallyCompose(failure -> failed(command.requestId().value(), failure));
    }

    @Override
    public CompletionStage<Void> keep(ObjectEvent event) {
        return send(objects, event.recordKey(), null, event)
                .exceptionallyCompose(failure -> failed(event.recordKey(), failure));
    }

    @Override
    public void note(MeshEvent event) {
        var _ =
                send(events, tenantOf(event).value(), null, event)
                        .exceptionally(_ -> {
                            metrics.onNoteDropped();
                            return null;
                        });
    }

    private static TenantId tenantOf(MeshEvent event) {
        TenantId tenant =
                switch (event) {
                    case MeshEvent.RequestAccepted accepted -> accepted.tenantId();
                    case MeshEvent.RequestRefused refused -> refused.tenantId();
                    case MeshEvent.AdminActed acted -> acted.tenantId();
                };
        return tenant == null ? TenantId.DEFAULT : tenant;
    }

    private CompletionStage<Void> send(
            MutinyEmitter<byte[]> channel,
            String recordKey,
            @Nullable Integer partition,
            Event event) {
        var address =
                OutgoingKafkaRecordMetadata.<byte[]>builder()
                        .withKey(recordKey.getBytes(StandardCharsets.UTF_8))
                        .withHeaders(List.of(SCHEMA));
        if (partition != null) {
            address.withPartition(partition);
        }
        Metadata metadata =
                Metadata.of(address.build(), TracingMetadata.withCurrent(Context.current()));
        try {
            return channel.sendMessage(Message.of(codec.encode(event), metadata))
                    .subscribeAsCompletionStage();
        } catch (IllegalStateException overflow) {
            return CompletableFuture.failedStage(overflow);
        }
    }

    private static CompletionStage<Void> failed(String id, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RecordTooLargeException) {
                return CompletableFuture.failedStage(
                        new SluiceException(
                                ErrorCode.BODY_TOO_LARGE,
                                "the request does not fit in a record of the mesh",
                                failure));
            }
        }
        return CompletableFuture.failedStage(
                new SluiceException(
                        ErrorCode.MESH_UNAVAILABLE, "the brokers did not take " + id, failure));
    }
}
