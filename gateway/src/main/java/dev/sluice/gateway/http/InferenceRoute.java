package dev.sluice.gateway.http;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.gateway.admission.Admission;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.admission.RequestReader;
import dev.sluice.gateway.admission.Urgency;
import dev.sluice.gateway.catalogue.ModelChoice;
import dev.sluice.gateway.http.BodyReader.ReceivedBody;
import dev.sluice.gateway.http.Draft.Dialect;
import dev.sluice.gateway.metrics.AnswerTimings;
import dev.sluice.gateway.rendering.WholeAnswer;
import dev.sluice.gateway.streaming.Mailbox;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The life of an inference request at the front door, in the order of the methods: headers, body,
/// model, partition and id, pool where the model is an alias, publication, answer. The client holds
/// an accepted id only after the brokers have the request.
final class InferenceRoute {
    private final GatewayPorts ports;
    private final RequestIds ids;
    private final Departures departures;
    private final BodyReader bodies;
    private final JsonBody json;
    private final RequestReader reader = new RequestReader(new SecureRandom()::nextLong);

    InferenceRoute(GatewayPorts ports, RequestIds ids, Departures departures) {
        this.ports = ports;
        this.ids = ids;
        this.departures = departures;
        this.bodies = new BodyReader(ports.admission());
        this.json = new JsonBody(Math.toIntExact(ports.admission().bodyBytesMax().asLongValue()));
    }

    void chat(Call call) {
        begin(call, new Dialect("chatcmpl", reader::readChat, WholeAnswer::chatCompletion));
    }

    void question(Call call) {
        begin(call, new Dialect("gen", reader::readQuestion, WholeAnswer::plainCompletion));
    }

    private void begin(Call call, Dialect dialect) {
        switch (Urgency.read(
                call.header(Urgency.PRIORITY_HEADER), call.header(Urgency.DEADLINE_HEADER))) {
            case Urgency.Reading.Refused refused -> call.refuse(refused.refusal());
            case Urgency.Reading.Understood understood ->
                    bodies.read(call, body -> admit(call, dialect, understood.urgency(), body));
        }
    }

    private void admit(Call call, Dialect dialect, Urgency urgency, ReceivedBody body) {
        call.compute(
                body.length(),
                () -> json.read(body.bytes().getBytes(), dialect.reader(), Admission.Refused::new),
                admission -> {
                    switch (admission) {
                        case Admission.Refused refused -> {
                            body.release();
                            call.refuse(refused.refusal());
                        }
                        case Admission.Admitted admitted ->
                                chooseModel(
                                        new Draft(call, dialect, urgency, admitted.form(), body));
                    }
                });
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
        RequestId id = ids.located(draft.dialect().idPrefix(), acceptedAt, partition.getAsInt());
        PoolName pool = choice.apply(id);
        publish(draft, draft.request(id, acceptedAt, partition.getAsInt(), pool, alias));
    }

    private void publish(Draft draft, InferenceRequested request) {
        Call call = draft.call();
        RequestId id = request.requestId();
        call.rename(id);
        StreamReply reply = replyTo(draft);
        int partition = request.spec().streamPartition();
        // Before it is published: the first record may come before the acknowledgement.
        ports.openStreams().open(id, draft.tenant(), partition, reply.mailbox(), draft.desertion());
        call.compute(
                draft.body().length(),
                () -> accepted(request),
                acceptance ->
                        acceptance.whenComplete((_, failure) ->
                                call.resume(() -> onPublished(draft, reply, failure))));
    }

    private CompletionStage<Void> accepted(InferenceRequested request) {
        long millis = ports.admission().acceptanceTimeout().toMillis();
        return ports.log()
                .accept(request)
                .toCompletableFuture()
                .orTimeout(millis, TimeUnit.MILLISECONDS);
    }

    private void onPublished(Draft draft, StreamReply reply, @Nullable Throwable failure) {
        RequestId id = draft.call().requestId();
        draft.body().release();
        if (failure == null) {
            ports.log().note(draft.note(now()));
            reply.begin();
            return;
        }
        ports.openStreams().discard(id);
        draft.call().refuse(Answers.refusalOf(failure));
        // It may have got through after all: nobody waits for it.
        departures.abandon(id, draft.tenant());
    }

    private StreamReply replyTo(Draft draft) {
        Call call = draft.call();
        Leaving leaving = new Leaving();
        var timings = new AnswerTimings(ports.metrics(), call.arrivedNanos());
        int unsentRecordsMax = ports.streaming().unsentRecordsMax();
        Function<Runnable, Mailbox> mailboxes = wake -> Mailbox.ofNew(unsentRecordsMax, wake);
        var rendering = draft.dialect().rendering();
        StreamReply reply =
                draft.form().isStream()
                        ? new SseReply(call, ports, timings, -1, mailboxes, leaving)
                        : new WholeReply(
                                call,
                                ports.callerText(),
                                timings,
                                rendering,
                                mailboxes,
                                ports.streaming().firstRecordTimeout(),
                                leaving);
        RequestId id = call.requestId();
        leaving.set(() -> departures.left(call.vertx(), id, draft.tenant(), reply.mailbox()));
        return reply;
    }

    private static Refusal unavailable(String message) {
        return Refusal.of(ErrorCode.MESH_UNAVAILABLE, message);
    }

    private Instant now() {
        return ports.clock().instant();
    }
}
