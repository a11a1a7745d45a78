package dev.sluice.gateway.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SluiceException;
import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.MeshEvent.RequestAccepted;
import dev.sluice.contracts.event.MeshEvent.RequestRefused;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.contracts.event.ResultEvent;
import dev.sluice.contracts.event.ResultEvent.InferenceCompleted;
import dev.sluice.contracts.event.ResultEvent.InferenceFailed;
import dev.sluice.contracts.event.StableHash;
import dev.sluice.gateway.admission.Admission;
import dev.sluice.gateway.admission.InferenceForm;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.batch.BatchEndpoint;
import dev.sluice.gateway.batch.BatchLine;
import dev.sluice.gateway.batch.LineAnswers;
import dev.sluice.gateway.batch.LineReader.RoutedReading;
import dev.sluice.gateway.batch.LineRequests;
import dev.sluice.gateway.batch.LineRequests.Destination;
import dev.sluice.gateway.batch.Waits;
import dev.sluice.gateway.store.KeptRequests;
import dev.sluice.gateway.store.KeyClaims.Claim;
import dev.sluice.gateway.streaming.StreamArchive.Lookup;
import dev.sluice.gateway.tenant.TokenEstimate;
import dev.sluice.gateway.tenant.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/// One line from the topic to its outcome:
///
/// 1. read it; what is wrong with it is said where it says what it is called (`custom_id`);
/// 2. look up its claim: whoever read the line before claimed its key, for a request's id or for a
///    refusal;
/// 3. else wait for the tenant's limits, in turn, and claim the key for a new id: the first claim
///    in the log counts;
/// 4. publish the request, unless it is on the log already;
/// 5. wait for the result, and make the answer of it.
///
/// INVARIANT: a key has one id, an id one result, and the answer follows from them. So a line that
/// is read again after a crash anywhere, or stands on the topic twice, gets the same answer.
///
/// On the line's own virtual thread; fails where the mesh or the database does not answer, and is
/// run again then.
final class LineRun {
    /// Who asked, in records: the brokers say who may write to the topic.
    private static final String KEY_ID = "intake";

    /// A key of HTTP has no line break, so the two are never one.
    private static final String CLAIM_PREFIX = "intake\n";

    private final IntakePorts ports;
    private final ResultWatch results;
    private final Turnstiles turnstiles;
    private final IntakeLine line;
    private final Instant deadline;

    LineRun(IntakePorts ports, ResultWatch results, Turnstiles turnstiles, IntakeLine line) {
        this.ports = ports;
        this.results = results;
        this.turnstiles = turnstiles;
        this.line = line;
        this.deadline = line.arrivedAt().plus(ports.config().patience());
    }

    /// A line that can be read.
    private record Asked(BatchLine content, BatchEndpoint endpoint) {
        String customId() {
            return content.customId();
        }

        String route() {
            return "POST " + endpoint.path();
        }
    }

    Outcome run() throws InterruptedException {
        return switch (ports.lines().readRouted(line.text())) {
            case RoutedReading.Flawed flawed -> flawed(flawed);
            case RoutedReading.Sound(BatchLine content, BatchEndpoint endpoint) -> {
                Asked asked = new Asked(content, endpoint);
                yield line.text().length > ports.lineBytesMax()
                        ? refused(asked.route(), asked.customId(), tooLarge())
                        : run(asked);
            }
        };
    }

    /// The gateway has a fault that this line brings out: its producer hears so, and the next line
    /// is read.
    Outcome broken() {
        Refusal refusal = Refusal.of(ErrorCode.INTERNAL, "the gateway failed; see its log");
        return switch (ports.lines().readRouted(line.text())) {
            case RoutedReading.Sound sound -> refused("POST", sound.line().customId(), refusal);
            case RoutedReading.Flawed flawed -> flawed(flawed);
        };
    }

    private Outcome flawed(RoutedReading.Flawed flawed) {
        String problem =
                flawed.param() == null
                        ? flawed.message()
                        : flawed.param() + ": " + flawed.message();
        Refusal refusal = Refusal.of(ErrorCode.INVALID_PARAMETER, problem, flawed.param());
        if (flawed.customId() != null) {
            return refused("POST", flawed.customId(), refusal);
        }
        note(ownId(), "POST", ErrorCode.MALFORMED_RECORD);
        return new Outcome.Unreadable(problem);
    }

    private Refusal tooLarge() {
        return Refusal.of(
                ErrorCode.BODY_TOO_LARGE,
                "the line has "
                        + line.text().length
                        + " bytes, allowed are "
                        + ports.lineBytesMax());
    }

    /// A refusal that follows from the line alone claims nothing: it comes out the same again.
    private Outcome refused(String route, String customId, Refusal refusal) {
        return refused(ownId(), route, customId, refusal);
    }

    private Outcome refused(RequestId id, String route, String customId, Refusal refusal) {
        note(id, route, refusal.code());
        return new Outcome.Answered(
                customId,
                LineAnswers.failed(
                        id, customId, refusal.code(), refusal.message(), refusal.param()));
    }

    /// The same for the same line.
    private RequestId ownId() {
        String text = line.tenant() + "/" + new String(line.text(), UTF_8);
        return new RequestId(
                KeptRequests.BATCH_LINE_PREFIX + "refused:%016x".formatted(StableHash.of(text)));
    }

    private String nameOf(Asked asked) {
        return line.tenant() + "/" + asked.customId();
    }

    private Outcome run(Asked asked) throws InterruptedException {
        return switch (ports.requests()
                .read(asked.endpoint(), asked.content().body(), nameOf(asked))) {
            case Admission.Refused(Refusal refusal) ->
                    refused(asked.route(), asked.customId(), refusal);
            case Admission.Admitted(InferenceForm form) -> run(asked, form);
        };
    }

    private Outcome run(Asked asked, InferenceForm form) throws InterruptedException {
        try {
            return turnstiles.alone(nameOf(asked), () -> settle(asked, form));
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof SluiceException known
                    && known.errorCode() == ErrorCode.BODY_TOO_LARGE) {
                // However often one tries.
                return refused(
                        asked.route(),
                        asked.customId(),
                        Refusal.of(known.errorCode(), String.valueOf(known.getMessage())));
            }
            throw failure;
        }
    }

    private Outcome settle(Asked asked, InferenceForm form) throws InterruptedException {
        Optional<Claim> earlier =
                Waits.until(
                        ports.claims()
                                .find(
                                        line.tenant(),
                                        CLAIM_PREFIX + asked.customId(),
                                        asked.route(),
                                        line.text()));
        if (earlier.isPresent()) {
            return follow(earlier.get(), asked, form);
        }
        return switch (allowance(form)) {
            case Allowance.Granted granted -> claim(granted, asked, form);
            case Allowance.Denied(LineRefusal why) -> {
                ObjectId id = why.idFor(newId());
                yield refusedOrFollowed(id, why, asked, form);
            }
        };
    }

    private sealed interface Allowance {
        /// `isCounted`: it is to be given back where it is not used.
        record Granted(InferenceRequested request, boolean isCounted) implements Allowance {}

        record Denied(LineRefusal why) implements Allowance {}
    }

    private Allowance allowance(InferenceForm form) throws InterruptedException {
        Optional<LineRefusal> away = awaitModel(form);
        return away.isPresent()
                ? new Allowance.Denied(away.get())
                : turnstiles.inTurn(line.tenant(), () -> awaitAllowance(form));
    }

    /// A mesh that has just started gets its workers a moment later than its lines.
    private Optional<LineRefusal> awaitModel(InferenceForm form) throws InterruptedException {
        Instant unknownUntil = ports.clock().instant().plus(ports.config().modelPatience());
        while (true) {
            Instant now = ports.clock().instant();
            switch (ports.requests().choose(form, newId())) {
                case Destination.Pool _ -> {
                    return Optional.empty();
                }
                case Destination.Unknown _ when !now.isBefore(unknownUntil) -> {
                    return Optional.of(LineRefusal.UNKNOWN_MODEL);
                }
                case Destination.NotYetKnown _ when !now.isBefore(deadline) -> {
                    return Optional.of(LineRefusal.MODELS_NOT_KNOWN);
                }
                case Destination.Unknown _, Destination.NotYetKnown _ ->
                        Thread.sleep(ports.config().pace());
            }
        }
    }

    private Allowance awaitAllowance(InferenceForm form) throws InterruptedException {
        LineRefusal lastly = LineRefusal.OVER_LIMITS;
        while (ports.clock().instant().isBefore(deadline)) {
            RequestId id = newId();
            if (!(ports.requests().choose(form, id) instanceof Destination.Pool pool)) {
                return new Allowance.Denied(LineRefusal.UNKNOWN_MODEL);
            }
            InferenceRequested request = request(id, form, pool);
            switch (ask(request)) {
                case Verdict.Unlimited _ -> {
                    return new Allowance.Granted(request, false);
                }
                case Verdict.Allowed _ -> {
                    return new Allowance.Granted(request, true);
                }
                case Verdict.Refused refused -> {
                    lastly = refusalOf(refused);
                    pause(refused.retryAfter());
                }
            }
        }
        return new Allowance.Denied(lastly);
    }

    private Verdict ask(InferenceRequested request) throws InterruptedException {
        return Waits.until(
                ports.quotas()
                        .ask(
                                line.tenant(),
                                request.requestId(),
                                TokenEstimate.of(request.spec()),
                                false));
    }

    private static LineRefusal refusalOf(Verdict.Refused refused) {
        return refused.code() == ErrorCode.INSUFFICIENT_QUOTA
                ? LineRefusal.OVER_BUDGET
                : LineRefusal.OVER_LIMITS;
    }

    /// Not beyond the line's own end.
    private void pause(Duration retryAfter) throws InterruptedException {
        Duration left = Duration.between(ports.clock().instant(), deadline);
        Thread.sleep(Collections.min(List.of(retryAfter, ports.config().askPause(), left)));
    }

    private Outcome claim(Allowance.Granted granted, Asked asked, InferenceForm form)
            throws InterruptedException {
        RequestId id = granted.request().requestId();
        Claim claim = claimed(new ObjectId(id.value()), asked);
        if (claim instanceof Claim.Won) {
            publish(granted.request(), asked);
            return answer(id, asked, form);
        }
        if (granted.isCounted()) {
            ports.quotas().giveBack(line.tenant(), id);
        }
        return follow(claim, asked, form);
    }

    private Claim claimed(ObjectId proposed, Asked asked) throws InterruptedException {
        return Waits.until(
                ports.claims()
                        .claim(
                                line.tenant(),
                                CLAIM_PREFIX + asked.customId(),
                                asked.route(),
                                line.text(),
                                proposed));
    }

    private Outcome refusedOrFollowed(ObjectId id, LineRefusal why, Asked asked, InferenceForm form)
            throws InterruptedException {
        Claim claim = claimed(id, asked);
        return claim instanceof Claim.Won
                ? refused(new RequestId(id.value()), asked.route(), asked.customId(), why.refusal())
                : follow(claim, asked, form);
    }

    /// Somebody read this line, or another one of its name, before.
    private Outcome follow(Claim claim, Asked asked, InferenceForm form)
            throws InterruptedException {
        return switch (claim) {
            case Claim.Repeated(ObjectId id) -> follow(id, asked, form);
            case Claim.Conflicting _ ->
                    refused(
                            asked.route(),
                            asked.customId(),
                            Refusal.of(
                                    ErrorCode.IDEMPOTENCY_CONFLICT,
                                    "custom_id: was used for another line",
                                    "custom_id"));
            case Claim.Won _ -> throw new IllegalStateException("a new claim was won already");
        };
    }

    private Outcome follow(ObjectId claimed, Asked asked, InferenceForm form)
            throws InterruptedException {
        Optional<LineRefusal> refusal = LineRefusal.in(claimed);
        RequestId id = new RequestId(claimed.value());
        if (refusal.isPresent()) {
            return refused(id, asked.route(), asked.customId(), refusal.get().refusal());
        }
        if (Waits.until(ports.store().results(List.of(id))).isEmpty() && !isInMesh(id)) {
            switch (ports.requests().choose(form, id)) {
                case Destination.Pool pool -> publish(request(id, form, pool), asked);
                case Destination.Unknown _, Destination.NotYetKnown _ ->
                        throw new SluiceException(
                                ErrorCode.MESH_UNAVAILABLE,
                                "the model of a line that was let in is away");
            }
        }
        return answer(id, asked, form);
    }

    private boolean isInMesh(RequestId id) throws InterruptedException {
        return switch (Waits.until(ports.archive().find(id))) {
            case Lookup.Found _ -> true;
            case Lookup.Unknown _ -> false;
            case Lookup.Unavailable _ ->
                    throw new SluiceException(
                            ErrorCode.MESH_UNAVAILABLE, "the log cannot be read at the moment");
        };
    }

    private void publish(InferenceRequested request, Asked asked) throws InterruptedException {
        Waits.until(ports.log().accept(request));
        RequestId id = request.requestId();
        ports.log()
                .note(
                        new RequestAccepted(
                                id + "/accepted",
                                id,
                                line.tenant(),
                                ports.clock().instant(),
                                asked.route(),
                                KEY_ID));
    }

    private Outcome answer(RequestId id, Asked asked, InferenceForm form)
            throws InterruptedException {
        // As masking left it: what stands in clear for the caller alone never lies on a topic.
        ResultEvent result = results.await(id);
        return new Outcome.Answered(
                asked.customId(),
                switch (result) {
                    case InferenceCompleted done ->
                            LineAnswers.answered(asked.endpoint(), asked.customId(), done, form);
                    case InferenceFailed failed -> {
                        Failure failure = failed.failure();
                        yield LineAnswers.failed(
                                id, asked.customId(), failure.code(), failure.message(), null);
                    }
                });
    }

    private InferenceRequested request(RequestId id, InferenceForm form, Destination.Pool pool) {
        Instant acceptedAt = id.located().orElseThrow().acceptedAt();
        // By its id: a line that stands there twice makes one request.
        Instant end = acceptedAt.plus(ports.config().patience());
        return LineRequests.request(id, line.tenant(), form, pool, end);
    }

    private RequestId newId() {
        int partitionCount = ports.streamPartitionCount().getAsInt();
        if (partitionCount < 1) {
            throw new SluiceException(
                    ErrorCode.MESH_UNAVAILABLE, "the partitions of stream are not known yet");
        }
        long random = ports.random().getAsLong();
        return RequestId.create(
                KeptRequests.BATCH_LINE_PREFIX,
                ports.clock().instant(),
                Math.floorMod(random, partitionCount),
                random);
    }

    private void note(RequestId id, String route, ErrorCode code) {
        ports.metrics().onRefused(code);
        ports.log()
                .note(
                        new RequestRefused(
                                id + "/refused",
                                id,
                                line.tenant(),
                                ports.clock().instant(),
                                route,
                                KEY_ID,
                                code));
    }
}
