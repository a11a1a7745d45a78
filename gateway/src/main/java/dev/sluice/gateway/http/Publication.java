package dev.sluice.gateway.http;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.RequestId.Location;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.gateway.metrics.AnswerTimings;
import dev.sluice.gateway.rendering.ResponseJson;
import dev.sluice.gateway.rendering.ResponseOutcome;
import dev.sluice.gateway.rendering.ResponseView;
import dev.sluice.gateway.streaming.Choices;
import dev.sluice.gateway.streaming.Mailbox;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// From the brokers to the answer: publishes a request that has its id, and answers it. The client
/// holds an accepted id only after the brokers have the request, and after it what is kept of it.
final class Publication {
    private final GatewayPorts ports;
    private final Departures departures;
    private final Allowances allowances;
    private final Acceptance acceptance;

    Publication(GatewayPorts ports, Departures departures) {
        this.ports = ports;
        this.departures = departures;
        this.allowances = new Allowances(ports.quotas());
        this.acceptance = new Acceptance(ports);
    }

    /// A request whose partition is reserved.
    void publish(Draft draft, InferenceRequested request) {
        draft.call().rename(request.requestId());
        if (draft.form().isBackground() && !draft.form().isStream()) {
            publishDetached(draft, request);
            return;
        }
        RequestId id = request.requestId();
        int unsentRecordsMax = ports.streaming().unsentRecordsMax();
        StreamReply reply = replyTo(draft, request, wake -> Mailbox.ofNew(unsentRecordsMax, wake));
        // Before it is published: the first record may come before the acknowledgement.
        ports.openStreams()
                .open(
                        id,
                        draft.tenant(),
                        request.spec().streamPartition(),
                        reply.mailbox(),
                        draft.desertion());
        whenAccepted(
                draft,
                () -> acceptance.publish(draft, request),
                failure -> {
                    if (failure == null) {
                        note(draft, request);
                        reply.begin();
                        return;
                    }
                    ports.openStreams().discard(id);
                    allowances.giveBack(draft, request);
                    draft.call().refuse(Answers.refusalOf(failure));
                    // It may have got through after all: nobody waits for it.
                    departures.abandon(id, draft.tenant());
                });
    }

    /// In the background: the client hears that it is accepted, and nobody reads its stream here.
    private void publishDetached(Draft draft, InferenceRequested request) {
        ports.openStreams().release(request.spec().streamPartition());
        whenAccepted(
                draft,
                () -> acceptance.publish(draft, request),
                failure -> {
                    if (failure == null) {
                        note(draft, request);
                        draft.call().answer(queued(draft.view(request).orElseThrow()));
                        return;
                    }
                    allowances.giveBack(draft, request);
                    draft.call().refuse(Answers.refusalOf(failure));
                    departures.abandon(request.requestId(), draft.tenant());
                });
    }

    private static String queued(ResponseView view) {
        return ResponseJson.of(view, ResponseOutcome.queued());
    }

    /// A request that was made before under the same idempotency key, as `id`: its answer once
    /// more. Whoever made it may have died before it was published, or before it was kept.
    void repeat(Draft draft, RequestId id, InferenceRequested like) {
        Location place = id.located().orElseThrow();
        InferenceRequested request =
                draft.request(
                        id,
                        place.acceptedAt(),
                        place.streamPartition(),
                        new PoolName(like.spec().model()),
                        like.spec().alias());
        draft.call().rename(id);
        whenAccepted(
                draft,
                () -> acceptance.publishMissing(draft, request),
                failure -> {
                    if (failure != null) {
                        draft.call().fail(Answers.refusalOf(failure));
                    } else if (draft.form().isBackground() && !draft.form().isStream()) {
                        draft.call().answer(queued(draft.view(request).orElseThrow()));
                    } else {
                        reread(draft, request);
                    }
                });
    }

    private void reread(Draft draft, InferenceRequested request) {
        int unsentRecordsMax = ports.streaming().unsentRecordsMax();
        StreamReply reply =
                replyTo(draft, request, wake -> Mailbox.ofReopened(unsentRecordsMax, wake));
        reply.begin();
        ports.archive().replay(request.requestId(), draft.tenant(), reply.mailbox());
    }

    private void whenAccepted(
            Draft draft,
            Supplier<CompletionStage<Void>> publishing,
            Consumer<@Nullable Throwable> then) {
        Call call = draft.call();
        call.compute(
                draft.body().length(),
                publishing,
                acceptance ->
                        acceptance.whenComplete((_, failure) ->
                                call.resume(() -> {
                                    draft.body().release();
                                    then.accept(failure);
                                })));
    }

    private void note(Draft draft, InferenceRequested request) {
        Instant now = ports.clock().instant();
        Choices.of(request.requestId()).ids().forEach(id -> ports.log().note(draft.note(id, now)));
    }

    private StreamReply replyTo(
            Draft draft, InferenceRequested request, Function<Runnable, Mailbox> mailboxes) {
        Call call = draft.call();
        Leaving leaving = new Leaving();
        var timings = new AnswerTimings(ports.metrics(), call.arrivedNanos());
        StreamReply reply =
                draft.form().isStream()
                        ? draft.dialect()
                                .streaming()
                                .reply(
                                        call,
                                        ports,
                                        timings,
                                        draft.frames(request),
                                        mailboxes,
                                        leaving)
                        : new WholeReply(
                                call,
                                ports.callerText(),
                                timings,
                                draft.rendering(request),
                                mailboxes,
                                ports.streaming().firstRecordTimeout(),
                                leaving);
        RequestId id = call.requestId();
        leaving.set(() -> departures.left(call.vertx(), id, draft.tenant(), reply.mailbox()));
        return reply;
    }
}
