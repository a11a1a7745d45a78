package dev.sluice.gateway.http;

import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.MeshEvent.RequestAccepted;
import dev.sluice.contracts.event.ObjectEvent.ResponseCreated;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.gateway.admission.Admission;
import dev.sluice.gateway.admission.InferenceForm;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.admission.ResponseForm;
import dev.sluice.gateway.admission.Urgency;
import dev.sluice.gateway.http.BodyReader.ReceivedBody;
import dev.sluice.gateway.metrics.AnswerTimings;
import dev.sluice.gateway.rendering.Frames;
import dev.sluice.gateway.rendering.ResponseEvents;
import dev.sluice.gateway.rendering.ResponseView;
import dev.sluice.gateway.rendering.WholeAnswers;
import dev.sluice.gateway.store.KeptRequests;
import dev.sluice.gateway.store.SealedForms;
import dev.sluice.gateway.streaming.Choices;
import dev.sluice.gateway.streaming.Desertion;
import dev.sluice.gateway.streaming.Mailbox;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A request that was understood, on its way to the brokers.
record Draft(Call call, Dialect dialect, Urgency urgency, InferenceForm form, ReceivedBody body) {
    private static final long FROM_THE_START = -1;

    /// What the routes differ in: the ids they give, how they read, what they look up before the
    /// request can be put together, and how they answer, at once or as a stream.
    record Dialect(
            String idPrefix,
            BodyReader.Form form,
            Function<byte[], Admission> reader,
            BiConsumer<Draft, Consumer<Draft>> preparation,
            Function<WholeAnswers, Buffer> rendering,
            Streaming streaming) {
        /// A route of JSON.
        static Dialect json(
                String idPrefix,
                Function<byte[], Admission> reader,
                Function<WholeAnswers, String> rendering) {
            return new Dialect(
                    idPrefix,
                    BodyReader.Form.JSON,
                    reader,
                    (draft, next) -> next.accept(draft),
                    answers -> Buffer.buffer(rendering.apply(answers)),
                    SseReply::new);
        }

        /// The same route, which looks something up.
        Dialect preparing(BiConsumer<Draft, Consumer<Draft>> preparation) {
            return new Dialect(idPrefix, form, reader, preparation, rendering, streaming);
        }
    }

    /// Makes the reply to a request whose answer is a stream.
    interface Streaming {
        StreamReply reply(
                Call call,
                GatewayPorts ports,
                AnswerTimings timings,
                Frames frames,
                Function<Runnable, Mailbox> mailboxes,
                Runnable onOver);
    }

    TenantId tenant() {
        return call.tenant();
    }

    Draft with(InferenceForm completed) {
        return new Draft(call, dialect, urgency, completed, body);
    }

    void refuse(Refusal refusal) {
        body.release();
        call.refuse(refusal);
    }

    /// A kept response has another separator in its id, which tells readers of the log to keep it.
    String idPrefix() {
        return isKept()
                ? KeptRequests.RESPONSE_PREFIX
                : Choices.idPrefix(dialect.idPrefix(), form.choiceCount());
    }

    private boolean isKept() {
        return form.response() != null && form.response().isStored();
    }

    /// What a route keeps a pool for: the conversation, else the request alone.
    String stickyKey(RequestId id) {
        String conversation = form.conversation();
        return conversation == null ? id.value() : conversation;
    }

    /// The requests of all choices, the first one's own among them.
    List<InferenceRequested> choicesOf(InferenceRequested request) {
        InferenceSpec spec = request.spec();
        return Choices.of(request.requestId()).ids().stream()
                .map(id ->
                        id.equals(request.requestId())
                                ? request
                                : request(
                                        id,
                                        spec.acceptedAt(),
                                        spec.streamPartition(),
                                        new PoolName(spec.model()),
                                        spec.alias()))
                .toList();
    }

    /// `alias`: what the client sent, where that is not the pool's own name. A choice has the
    /// request's seed and its own number added, as in vLLM: it is the answer that a request for one
    /// would get with that seed.
    InferenceRequested request(
            RequestId id,
            Instant acceptedAt,
            int partition,
            PoolName pool,
            @Nullable String alias) {
        Duration patience = urgency.patience();
        var spec =
                new InferenceSpec(
                        acceptedAt,
                        partition,
                        pool.value(),
                        form.prompt(),
                        form.settings().withSeed(form.settings().seed() + Choices.numberOf(id)),
                        urgency.priority(),
                        patience == null ? null : acceptedAt.plus(patience),
                        form.includeUsage(),
                        form.subject(),
                        form.conversation(),
                        null,
                        alias);
        return new InferenceRequested(id + "/request", id, tenant(), acceptedAt, spec);
    }

    /// What is kept beside the request; empty: nothing.
    Optional<ResponseCreated> kept(InferenceRequested request, SealedForms forms) {
        ResponseForm asked = form.response();
        if (asked == null || !isKept()) {
            return Optional.empty();
        }
        ObjectId id = new ObjectId(request.requestId().value());
        return Optional.of(
                new ResponseCreated(
                        id + "/created",
                        id,
                        tenant(),
                        request.occurredAt(),
                        asked.previousId(),
                        forms.seal(tenant(), id, asked)));
    }

    Optional<ResponseView> view(InferenceRequested request) {
        return Optional.ofNullable(form.response())
                .map(asked ->
                        new ResponseView(
                                new ObjectId(request.requestId().value()),
                                request.occurredAt(),
                                asked));
    }

    Frames frames(InferenceRequested request) {
        return view(request)
                .<Frames>map(view -> new ResponseEvents(view, FROM_THE_START))
                .orElseGet(() -> Frames.of(request.requestId(), FROM_THE_START));
    }

    Function<WholeAnswers, Buffer> rendering(InferenceRequested request) {
        return view(request)
                .<Function<WholeAnswers, Buffer>>map(
                        view -> answers -> Buffer.buffer(answers.first().response(view)))
                .orElseGet(dialect::rendering);
    }

    RequestAccepted note(RequestId id, Instant now) {
        String keyId = call.requirePrincipal().keyId();
        return new RequestAccepted(id + "/accepted", id, tenant(), now, call.route(), keyId);
    }

    /// A retry under the same idempotency key must find an answer, so such a request runs on.
    Desertion desertion() {
        if (form.isStored() || call.header(IdempotencyKeys.HEADER) != null) {
            return Desertion.RUN_ON;
        }
        return form.isStream() ? Desertion.CANCEL_AFTER_GRACE : Desertion.CANCEL;
    }
}
