package dev.sluice.gateway.http;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SluiceException;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.MeshEvent.RequestAccepted;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.gateway.admission.Admission;
import dev.sluice.gateway.admission.InferenceForm;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.admission.RequestReader;
import dev.sluice.gateway.admission.Urgency;
import dev.sluice.gateway.catalogue.ModelChoice;
import dev.sluice.gateway.http.BodyReader.ReceivedBody;
import dev.sluice.gateway.metrics.AnswerTimings;
import dev.sluice.gateway.rendering.WholeAnswer;
import dev.sluice.gateway.streaming.Desertion;
import dev.sluice.gateway.streaming.Mailbox;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The life of an inference request at the front door, in the order of the methods: headers, body,
/// model, partition and id, publication, answer. The client holds an accepted id only after the
/// brokers have the request.
final class InferenceRoute {
    /// Longer bodies are parsed and encoded off the event loop: 10 MB take tens of milliseconds.
    private static final int INLINE_BYTES_MAX = 128 * 1024;

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

    /// What the routes differ in.
    private record Dialect(
            String idPrefix,
            Function<@Nullable Object, Admission> reader,
            Function<WholeAnswer, String> rendering) {}

    /// A request that was understood, on its way to the brokers.
    private record Draft(
            Call call, Dialect dialect, Urgency urgency, InferenceForm form, ReceivedBody body) {
        TenantId tenant() {
            return call.requirePrincipal().tenantId();
        }

        void refuse(Refusal refusal) {
            body.release();
            call.refuse(refusal);
        }
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
        onSuitableThread(
                call,
                body.bytes().length(),
                () -> json.read(body.bytes().getBytes(), dialect.reader()),
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
            case ModelChoice.Served served -> place(draft, served.model().pool().value());
            case ModelChoice.Unknown unknown -> draft.refuse(ModelRoutes.unknown(unknown.name()));
            case ModelChoice.Ambiguous ambiguous ->
                    draft.refuse(ModelRoutes.ambiguous(ambiguous.modelCount()));
            case ModelChoice.NotYetKnown _ -> draft.refuse(ModelRoutes.notYetKnown());
        }
    }

    private void place(Draft draft, String model) {
        if (ports.openStreams().count() >= ports.streaming().openStreamsMax()) {
            draft.refuse(
                    unavailable(
                            "this gateway has "
                                    + ports.streaming().openStreamsMax()
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
        publish(draft, requestOf(draft, model, partition.getAsInt()));
    }

    private InferenceRequested requestOf(Draft draft, String model, int partition) {
        Instant acceptedAt = now();
        RequestId id = ids.located(draft.dialect().idPrefix(), acceptedAt, partition);
        Duration patience = draft.urgency().patience();
        InferenceForm form = draft.form();
        var spec =
                new InferenceSpec(
                        acceptedAt,
                        partition,
                        model,
                        form.prompt(),
                        form.settings(),
                        draft.urgency().priority(),
                        patience == null ? null : acceptedAt.plus(patience),
                        form.includeUsage(),
                        form.subject(),
                        form.conversation(),
                        null);
        return new InferenceRequested(id + "/request", id, draft.tenant(), acceptedAt, spec);
    }

    private void publish(Draft draft, InferenceRequested request) {
        Call call = draft.call();
        RequestId id = request.requestId();
        call.rename(id);
        StreamReply reply = replyTo(draft);
        int partition = request.spec().streamPartition();
        // Before it is published: the first record may come before the acknowledgement.
        ports.openStreams()
                .open(id, draft.tenant(), partition, reply.mailbox(), desertionOf(draft.form()));
        onSuitableThread(
                call,
                draft.body().bytes().length(),
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
        Call call = draft.call();
        RequestId id = call.requestId();
        draft.body().release();
        if (failure == null) {
            ports.log().note(noteOf(draft, id));
            reply.begin();
            return;
        }
        ports.openStreams().discard(id);
        call.refuse(refusalOf(failure));
        // It may have got through after all: nobody waits for it.
        var _ = departures.cancel(id, draft.tenant(), "disconnect");
    }

    private StreamReply replyTo(Draft draft) {
        Call call = draft.call();
        Leaving leaving = new Leaving();
        var timings = new AnswerTimings(ports.metrics(), call.arrivedNanos());
        Function<Runnable, Mailbox> mailboxes =
                wake -> Mailbox.ofNew(ports.streaming().unsentRecordsMax(), wake);
        StreamReply reply =
                draft.form().isStream()
                        ? new SseReply(call, ports, timings, -1, mailboxes, leaving)
                        : new WholeReply(
                                call,
                                ports.callerText(),
                                timings,
                                draft.dialect().rendering(),
                                mailboxes,
                                leaving);
        RequestId id = call.requestId();
        leaving.set(() -> departures.left(call.vertx(), id, draft.tenant(), reply.mailbox()));
        return reply;
    }

    private static Desertion desertionOf(InferenceForm form) {
        if (form.isStored()) {
            return Desertion.RUN_ON;
        }
        return form.isStream() ? Desertion.CANCEL_AFTER_GRACE : Desertion.CANCEL;
    }

    private RequestAccepted noteOf(Draft draft, RequestId id) {
        Call call = draft.call();
        String keyId = call.requirePrincipal().keyId();
        return new RequestAccepted(
                id + "/accepted", id, draft.tenant(), now(), call.route(), keyId);
    }

    /// An acceptance or a command that failed, as the caller hears of it.
    static Refusal refusalOf(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        return cause instanceof SluiceException known
                ? Refusal.of(known.errorCode(), String.valueOf(known.getMessage()))
                : unavailable("the brokers did not answer in time; the request was not accepted");
    }

    private static Refusal unavailable(String message) {
        return Refusal.of(ErrorCode.MESH_UNAVAILABLE, message);
    }

    private <T> void onSuitableThread(
            Call call, int bodyBytes, Supplier<T> work, Consumer<T> then) {
        if (bodyBytes <= INLINE_BYTES_MAX) {
            then.accept(work.get());
            return;
        }
        call.context()
                .executeBlocking(work::get, false)
                .onComplete(result ->
                        call.guard(() -> {
                            if (result.failed()) {
                                throw new IllegalStateException(result.cause());
                            }
                            then.accept(result.result());
                        }));
    }

    private Instant now() {
        return ports.clock().instant();
    }
}
