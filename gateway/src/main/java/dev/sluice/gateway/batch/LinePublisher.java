package dev.sluice.gateway.batch;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.RequestId.Location;
import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.MeshEvent.RequestAccepted;
import dev.sluice.contracts.event.ObjectEvent.BatchCreated;
import dev.sluice.contracts.event.ObjectEvent.BatchLineRefused;
import dev.sluice.contracts.event.Priority;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.gateway.admission.Admission;
import dev.sluice.gateway.admission.InferenceForm;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.catalogue.ModelChoice;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Turns a line into a request on the log, or into the record of its refusal.
final class LinePublisher {
    private final BatchPorts ports;
    private final BatchCreated batch;
    private final BatchEndpoint endpoint;

    LinePublisher(BatchPorts ports, BatchCreated batch, BatchEndpoint endpoint) {
        this.ports = ports;
        this.batch = batch;
        this.endpoint = endpoint;
    }

    /// Completes when the brokers have it. True: the request is in the mesh; false: it was refused.
    CompletionStage<Boolean> publish(int line, BatchLine content, RequestId id) {
        return switch (endpoint.read(ports.reader(), content.body())) {
            case Admission.Refused refused -> refuse(line, refused.refusal());
            case Admission.Admitted(InferenceForm form) when form.isStream() ->
                    refuse(line, unfit("stream", "a batch has no streams"));
            case Admission.Admitted(InferenceForm form) when form.isBackground() ->
                    refuse(line, unfit("background", "a batch is in the background anyway"));
            case Admission.Admitted(InferenceForm form) when continuesAnother(form) ->
                    refuse(
                            line,
                            unfit(
                                    "previous_response_id",
                                    "is not supported within a batch; send the whole"
                                            + " conversation"));
            case Admission.Admitted(InferenceForm form) -> choose(line, form, id);
        };
    }

    private static boolean continuesAnother(InferenceForm form) {
        return form.response() != null && form.response().previousId() != null;
    }

    private static Refusal unfit(String param, String problem) {
        return Refusal.of(ErrorCode.UNSUPPORTED_PARAMETER, param + ": " + problem, param);
    }

    private CompletionStage<Boolean> choose(int line, InferenceForm form, RequestId id) {
        ModelChoice choice = ports.catalogue().choose(form.model(), null, ports.clock().instant());
        return switch (choice) {
            case ModelChoice.Served served -> accept(form, id, served.model().pool(), null);
            case ModelChoice.Routed routed -> {
                String conversation = form.conversation();
                String sticky = conversation == null ? id.value() : conversation;
                yield accept(form, id, routed.poolFor(sticky), routed.route().alias());
            }
            case ModelChoice.Unknown _, ModelChoice.Ambiguous _, ModelChoice.NotYetKnown _ ->
                    refuse(
                            line,
                            Refusal.of(
                                    ErrorCode.MODEL_NOT_FOUND,
                                    "the model does not exist",
                                    "model"));
        };
    }

    private CompletionStage<Boolean> accept(
            InferenceForm form, RequestId id, PoolName pool, @Nullable String alias) {
        Location place = id.located().orElseThrow();
        var spec =
                new InferenceSpec(
                        place.acceptedAt(),
                        place.streamPartition(),
                        pool.value(),
                        form.prompt(),
                        form.settings(),
                        Priority.BATCH,
                        batch.expiresAt(),
                        form.includeUsage(),
                        form.subject(),
                        form.conversation(),
                        null,
                        alias);
        var request =
                new InferenceRequested(
                        id + "/request", id, batch.tenantId(), place.acceptedAt(), spec);
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
