package dev.sluice.gateway.http;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.gateway.admission.Admission;
import dev.sluice.gateway.admission.InferenceForm;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.admission.RequestReader;
import dev.sluice.gateway.admission.Urgency;
import dev.sluice.gateway.catalogue.ModelChoice;
import dev.sluice.gateway.grpc.CallTimeout;
import dev.sluice.gateway.http.BodyReader.ReceivedBody;
import dev.sluice.gateway.http.Draft.Dialect;
import dev.sluice.gateway.rendering.CompletionChunks;
import dev.sluice.gateway.rendering.WholeAnswers;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The life of an inference request at the front door, in the order of the methods: headers, body,
/// model, partition and id, pool where the model is an alias, idempotency key. What follows,
/// publication and answer, is [Publication]'s.
final class InferenceRoute {
    private static final String QUESTION_PREFIX = "gen";

    private final GatewayPorts ports;
    private final RequestIds ids;
    private final BodyReader bodies;
    private final JsonBody json;
    private final RequestReader reader;
    private final Publication publication;
    private final IdempotencyKeys keys;
    private final Turns turns;
    private final Allowances allowances;

    InferenceRoute(
            GatewayPorts ports,
            RequestIds ids,
            Publication publication,
            IdempotencyKeys keys,
            RequestReader reader) {
        this.ports = ports;
        this.ids = ids;
        this.publication = publication;
        this.keys = keys;
        this.reader = reader;
        this.turns = new Turns(ports);
        this.allowances = new Allowances(ports.quotas());
        this.bodies = new BodyReader(ports.admission());
        this.json = new JsonBody(Math.toIntExact(ports.admission().bodyBytesMax().asLongValue()));
    }

    void chat(Call call) {
        begin(call, json("chatcmpl", reader::readChat, WholeAnswers::chatCompletion));
    }

    void completion(Call call) {
        begin(
                call,
                json(
                        CompletionChunks.ID_PREFIX,
                        reader::readCompletion,
                        WholeAnswers::textCompletion));
    }

    void response(Call call) {
        begin(
                call,
                json("resp", reader::readResponse, WholeAnswers::chatCompletion)
                        .preparing(turns::prepend));
    }

    void question(Call call) {
        begin(
                call,
                json(
                        QUESTION_PREFIX,
                        reader::readQuestion,
                        answers -> answers.first().plainCompletion()));
    }

    /// The gRPC twin of [#question].
    void generate(Call call) {
        begin(call, GrpcReply.dialect(QUESTION_PREFIX, reader::readQuestion));
    }

    void generateStream(Call call) {
        begin(call, GrpcReply.dialect(QUESTION_PREFIX, reader::readStreamedQuestion));
    }

    private Dialect json(
            String idPrefix,
            Function<@Nullable Object, Admission> reader,
            Function<WholeAnswers, String> rendering) {
        return Dialect.json(
                idPrefix, body -> json.read(body, reader, Admission.Refused::new), rendering);
    }

    private void begin(Call call, Dialect dialect) {
        switch (Urgency.read(call.header(Urgency.PRIORITY_HEADER), deadline(call))) {
            case Urgency.Reading.Refused refused -> call.refuse(refused.refusal());
            case Urgency.Reading.Understood understood ->
                    bodies.read(
                            call,
                            dialect.form(),
                            body -> admit(call, dialect, understood.urgency(), body));
        }
    }

    /// A gRPC client says by the way how long it waits.
    private static @Nullable String deadline(Call call) {
        String named = call.header(Urgency.DEADLINE_HEADER);
        return named == null
                ? CallTimeout.read(call.header(CallTimeout.HEADER))
                        .map(Duration::toString)
                        .orElse(null)
                : named;
    }

    private void admit(Call call, Dialect dialect, Urgency urgency, ReceivedBody body) {
        call.compute(
                body.length(),
                () -> dialect.reader().apply(body.bytes().getBytes()),
                admission -> {
                    switch (admission) {
                        case Admission.Refused refused -> {
                            body.release();
                            call.refuse(refused.refusal());
                        }
                        case Admission.Admitted(InferenceForm form) ->
                                bound(new Draft(call, dialect, urgency, form, body));
                    }
                });
    }

    /// On the log each choice has the prompt again: together they may be as large as one request.
    private void bound(Draft draft) {
        long bytes = (long) draft.body().length() * draft.form().choiceCount();
        long bytesMax = ports.admission().bodyBytesMax().asLongValue();
        if (draft.form().choiceCount() > 1 && bytes > bytesMax) {
            draft.refuse(
                    Refusal.of(
                            ErrorCode.BODY_TOO_LARGE,
                            "n: %d times a body of %d bytes is %d, allowed are %d"
                                    .formatted(
                                            draft.form().choiceCount(),
                                            draft.body().length(),
                                            bytes,
                                            bytesMax),
                            "n"));
            return;
        }
        draft.dialect().preparation().accept(draft, this::chooseModel);
    }

    private void chooseModel(Draft draft) {
        String fallback = ports.admission().defaultModel().orElse(null);
        switch (ports.catalogue().choose(draft.form().model(), fallback, now())) {
            case ModelChoice.Served served -> place(draft, _ -> served.model().pool(), null);
            case ModelChoice.Routed routed ->
                    place(draft, id -> routed.poolFor(draft.stickyKey(id)), routed.route().alias());
            case ModelChoice.Unknown unknown -> draft.refuse(ModelRoutes.unknown(unknown.name()));
            case ModelChoice.Ambiguous several ->
                    draft.refuse(ModelRoutes.ambiguous(several.modelCount()));
            case ModelChoice.NotYetKnown _ -> draft.refuse(ModelRoutes.notYetKnown());
        }
    }

    private void place(Draft draft, Function<RequestId, PoolName> choice, @Nullable String alias) {
        int openStreamsMax = ports.streaming().openStreamsMax();
        if (ports.openStreams().count() >= openStreamsMax) {
            draft.refuse(
                    unavailable(
                            "this gateway has "
                                    + openStreamsMax
                                    + " open streams, the most that is allowed"));
            return;
        }
        if (!ports.openStreams().isAccepting()) {
            draft.refuse(unavailable("this gateway is shutting down; send the request again"));
            return;
        }
        OptionalInt partition = ports.openStreams().reserve();
        if (partition.isEmpty()) {
            draft.refuse(unavailable("this gateway is not connected to the brokers yet"));
            return;
        }
        Instant acceptedAt = now();
        RequestId id = ids.located(draft.idPrefix(), acceptedAt, partition.getAsInt());
        PoolName pool = choice.apply(id);
        allow(draft, draft.request(id, acceptedAt, partition.getAsInt(), pool, alias));
    }

    private void allow(Draft draft, InferenceRequested request) {
        allowances.ask(
                draft,
                request,
                () -> {
                    if (draft.call().response().closed()) {
                        // Its client left meanwhile, and nobody would notice later.
                        allowances.giveBack(draft, request);
                        ports.openStreams().release(request.spec().streamPartition());
                        draft.body().release();
                    } else {
                        claim(draft, request);
                    }
                },
                refusal -> {
                    ports.openStreams().release(request.spec().streamPartition());
                    draft.refuse(refusal);
                });
    }

    private void claim(Draft draft, InferenceRequested request) {
        int partition = request.spec().streamPartition();
        keys.claim(
                draft.call(),
                draft.body().bytes(),
                new ObjectId(request.requestId().value()),
                new IdempotencyKeys.Outcome() {
                    @Override
                    public void first() {
                        publication.publish(draft, request);
                    }

                    @Override
                    public void repeated(ObjectId id) {
                        allowances.giveBack(draft, request);
                        ports.openStreams().release(partition);
                        publication.repeat(draft, new RequestId(id.value()), request);
                    }

                    @Override
                    public void refused(Refusal refusal) {
                        allowances.giveBack(draft, request);
                        ports.openStreams().release(partition);
                        draft.refuse(refusal);
                    }
                });
    }

    private static Refusal unavailable(String message) {
        return Refusal.of(ErrorCode.MESH_UNAVAILABLE, message);
    }

    private Instant now() {
        return ports.clock().instant();
    }
}
