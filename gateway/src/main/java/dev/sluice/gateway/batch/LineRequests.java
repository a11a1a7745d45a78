package dev.sluice.gateway.batch;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.RequestId.Location;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.Priority;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.contracts.event.StableHash;
import dev.sluice.gateway.admission.Admission;
import dev.sluice.gateway.admission.InferenceForm;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.admission.RequestReader;
import dev.sluice.gateway.catalogue.ModelCatalogue;
import dev.sluice.gateway.catalogue.ModelChoice;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Makes requests of lines, wherever the lines come from. Any thread.
public final class LineRequests {
    private final ModelCatalogue catalogue;
    private final InstantSource clock;

    public LineRequests(ModelCatalogue catalogue, InstantSource clock) {
        this.catalogue = catalogue;
        this.clock = clock;
    }

    /// Where a request goes.
    public sealed interface Destination {
        /// `alias`: what the line names, where that is not the pool's own name.
        record Pool(PoolName name, @Nullable String alias) implements Destination {}

        /// No worker serves the model.
        record Unknown() implements Destination {}

        /// This gateway has not read yet which models there are.
        record NotYetKnown() implements Destination {}
    }

    /// What the line asks for, or why it cannot. `name` is what the line has for itself; the seed
    /// of one without a seed follows from it, so that a request that is published again, by
    /// whomever, is the same request.
    public Admission read(BatchEndpoint endpoint, @Nullable Object body, String name) {
        return switch (endpoint.read(new RequestReader(() -> StableHash.of(name)), body)) {
            case Admission.Refused refused -> refused;
            case Admission.Admitted(InferenceForm form) when form.isStream() ->
                    unfit("stream", "a line has no stream");
            case Admission.Admitted(InferenceForm form) when form.isBackground() ->
                    unfit("background", "a line runs in the background anyway");
            case Admission.Admitted(InferenceForm form) when continuesAnother(form) ->
                    unfit(
                            "previous_response_id",
                            "is not supported within a line; send the whole conversation");
            case Admission.Admitted admitted -> admitted;
        };
    }

    private static boolean continuesAnother(InferenceForm form) {
        return form.response() != null && form.response().previousId() != null;
    }

    private static Admission unfit(String param, String problem) {
        return new Admission.Refused(
                Refusal.of(ErrorCode.UNSUPPORTED_PARAMETER, param + ": " + problem, param));
    }

    /// Which pool serves the model that the form names.
    public Destination choose(InferenceForm form, RequestId id) {
        return switch (catalogue.choose(form.model(), null, clock.instant())) {
            case ModelChoice.Served served -> new Destination.Pool(served.model().pool(), null);
            case ModelChoice.Routed routed -> {
                String conversation = form.conversation();
                String sticky = conversation == null ? id.value() : conversation;
                yield new Destination.Pool(routed.poolFor(sticky), routed.route().alias());
            }
            case ModelChoice.NotYetKnown _ -> new Destination.NotYetKnown();
            case ModelChoice.Unknown _, ModelChoice.Ambiguous _ -> new Destination.Unknown();
        };
    }

    static Refusal unknownModel() {
        return Refusal.of(ErrorCode.MODEL_NOT_FOUND, "the model does not exist", "model");
    }

    /// The request under an id that carries its place.
    public static InferenceRequested request(
            RequestId id,
            TenantId tenant,
            InferenceForm form,
            Destination.Pool pool,
            Instant deadline) {
        Location place = id.located().orElseThrow();
        var spec =
                new InferenceSpec(
                        place.acceptedAt(),
                        place.streamPartition(),
                        pool.name().value(),
                        form.prompt(),
                        form.settings(),
                        Priority.BATCH,
                        deadline,
                        form.includeUsage(),
                        form.subject(),
                        form.conversation(),
                        null,
                        pool.alias());
        return new InferenceRequested(id + "/request", id, tenant, place.acceptedAt(), spec);
    }
}
