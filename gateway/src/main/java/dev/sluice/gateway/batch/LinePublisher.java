package dev.sluice.gateway.batch;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.MeshEvent.RequestAccepted;
import dev.sluice.contracts.event.ObjectEvent.BatchCreated;
import dev.sluice.contracts.event.ObjectEvent.BatchLineRefused;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.gateway.admission.Admission;
import dev.sluice.gateway.admission.InferenceForm;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.batch.LineRequests.Destination;
import java.util.concurrent.CompletionStage;

/// Turns a batch's line into a request on the log, or into the record of its refusal.
final class LinePublisher {
    private final BatchPorts ports;
    private final BatchCreated batch;
    private final BatchEndpoint endpoint;
    private final LineRequests requests;

    LinePublisher(BatchPorts ports, BatchCreated batch, BatchEndpoint endpoint) {
        this.ports = ports;
        this.batch = batch;
        this.endpoint = endpoint;
        this.requests = new LineRequests(ports.catalogue(), ports.clock());
    }

    /// Completes when the brokers have it. True: the request is in the mesh; false: it was refused.
    CompletionStage<Boolean> publish(int line, BatchLine content, RequestId id) {
        return switch (requests.read(endpoint, content.body(), id.value())) {
            case Admission.Refused refused -> refuse(line, refused.refusal());
            case Admission.Admitted(InferenceForm form) -> choose(line, form, id);
        };
    }

    private CompletionStage<Boolean> choose(int line, InferenceForm form, RequestId id) {
        return switch (requests.choose(form, id)) {
            case Destination.Pool pool -> accept(form, id, pool);
            case Destination.Unknown _, Destination.NotYetKnown _ ->
                    refuse(line, LineRequests.unknownModel());
        };
    }

    private CompletionStage<Boolean> accept(
            InferenceForm form, RequestId id, Destination.Pool pool) {
        InferenceRequested request =
                LineRequests.request(id, batch.tenantId(), form, pool, batch.expiresAt());
        return ports.log()
                .accept(request)
                .thenApply(_ -> {
                    ports.log().note(noteOf(id));
                    return true;
                });
    }

    private RequestAccepted noteOf(RequestId id) {
        return new RequestAccepted(
                id + "/accepted",
                id,
                batch.tenantId(),
                ports.clock().instant(),
                "POST /v1/batches",
                batch.keyId());
    }

    private CompletionStage<Boolean> refuse(int line, Refusal refusal) {
        var refused =
                new BatchLineRefused(
                        batch.objectId() + "/refused/" + line,
                        batch.objectId(),
                        batch.tenantId(),
                        ports.clock().instant(),
                        line,
                        Failure.of(refusal.code(), refusal.message()),
                        refusal.param());
        return ports.log().keep(refused).thenApply(_ -> false);
    }
}
