package dev.sluice.gateway.http;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.ObjectEvent.ObjectDeleted;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.rendering.Page;
import dev.sluice.gateway.rendering.ResponseEvents;
import dev.sluice.gateway.rendering.ResponseJson;
import dev.sluice.gateway.rendering.ResponseOutcome;
import dev.sluice.gateway.rendering.ResponseView;
import dev.sluice.gateway.store.PageRequest;
import dev.sluice.gateway.store.StoredResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Responses that are kept, on any gateway: `GET`, `DELETE /v1/responses/{id}`, `…/cancel` and
/// `…/input_items`. A response of another tenant answers exactly like one that never was.
final class ResponseRoutes {
    /// How long a cancellation waits for the request's end before it answers without.
    private static final Duration END_PATIENCE = Duration.ofSeconds(5);

    private static final Duration END_PAUSE = Duration.ofMillis(25);
    private static final int PAGE_DEFAULT = 20;
    private static final int PAGE_MAX = 100;

    private final GatewayPorts ports;
    private final Departures departures;
    private final StreamRoutes streams;

    ResponseRoutes(GatewayPorts ports, Departures departures, StreamRoutes streams) {
        this.ports = ports;
        this.departures = departures;
        this.streams = streams;
    }

    void retrieve(Call call) {
        if (!"true".equals(call.request().getParam("stream"))) {
            find(call, found -> show(call, found));
            return;
        }
        OptionalLong startingAfter = StreamRoutes.startingAfter(call);
        if (startingAfter.isPresent()) {
            find(
                    call,
                    found ->
                            streams.replay(
                                    call,
                                    new RequestId(found.created().objectId().value()),
                                    new ResponseEvents(viewOf(found), startingAfter.getAsLong())));
        }
    }

    void inputItems(Call call) {
        Query.page(call, PAGE_DEFAULT, PAGE_MAX)
                .ifPresent(page -> find(call, found -> showInput(call, viewOf(found), page)));
    }

    void cancel(Call call) {
        find(
                call,
                found -> {
                    if (found.result() != null) {
                        show(call, found);
                        return;
                    }
                    var id = new RequestId(found.created().objectId().value());
                    departures
                            .cancel(id, call.tenant(), "client")
                            .whenComplete((_, failure) ->
                                    call.resume(() -> onCancelled(call, found, failure)));
                });
    }

    void delete(Call call) {
        find(
                call,
                found -> {
                    ObjectId id = found.created().objectId();
                    if (found.result() == null) {
                        departures.abandon(new RequestId(id.value()), found.created().tenantId());
                    }
                    var deleted =
                            new ObjectDeleted(
                                    id + "/deleted",
                                    id,
                                    found.created().tenantId(),
                                    ports.clock().instant());
                    ports.log()
                            .keep(deleted)
                            .thenCompose(_ -> ports.store().caughtUp())
                            .whenComplete((_, failure) ->
                                    call.resume(() ->
                                            answerOrFail(
                                                    call,
                                                    failure,
                                                    ResponseJson.deleted(id.value(), "response"))));
                });
    }

    private void onCancelled(Call call, StoredResponse found, @Nullable Throwable failure) {
        if (failure != null) {
            call.fail(Answers.refusalOf(failure));
            return;
        }
        awaitEnd(call, found, System.nanoTime() + END_PATIENCE.toNanos());
    }

    /// The end is a matter of milliseconds, and clients look at the status that they get here.
    private void awaitEnd(Call call, StoredResponse found, long deadlineNanos) {
        if (found.result() != null || System.nanoTime() > deadlineNanos) {
            show(call, found);
            return;
        }
        call.vertx()
                .setTimer(
                        END_PAUSE.toMillis(),
                        _ ->
                                call.guard(() ->
                                        find(call, again -> awaitEnd(call, again, deadlineNanos))));
    }

    private void show(Call call, StoredResponse found) {
        ResponseOutcome outcome =
                found.result() == null
                        ? ResponseOutcome.inProgress(null)
                        : ResponseOutcome.of(ports.callerText().of(found.result()));
        call.answer(ResponseJson.of(viewOf(found), outcome));
    }

    private static void showInput(Call call, ResponseView view, PageRequest page) {
        List<Integer> positions = new ArrayList<>();
        for (int i = 0; i < view.form().input().size(); i++) {
            positions.add(i);
        }
        if (page.isNewestFirst()) {
            positions = positions.reversed();
        }
        if (page.after() != null) {
            int after = positions.indexOf(ResponseJson.positionOf(view, page.after()));
            if (after < 0) {
                call.refuse(
                        Refusal.of(
                                ErrorCode.INVALID_PARAMETER,
                                "after: no item of the input has this id",
                                "after"));
                return;
            }
            positions = positions.subList(after + 1, positions.size());
        }
        call.answer(ResponseJson.inputItems(view, Page.of(positions, page.limit())));
    }

    private static ResponseView viewOf(StoredResponse found) {
        return new ResponseView(
                found.created().objectId(), found.created().occurredAt(), found.form());
    }

    private static void answerOrFail(Call call, @Nullable Throwable failure, String json) {
        if (failure == null) {
            call.answer(json);
        } else {
            call.fail(Answers.refusalOf(failure));
        }
    }

    private void find(Call call, Consumer<StoredResponse> onFound) {
        Optional<ObjectId> id = Query.idIn(call);
        if (id.isEmpty()) {
            call.refuse(unknown());
            return;
        }
        call.then(
                ports.store().response(call.tenant(), id.get()),
                found -> found.ifPresentOrElse(onFound, () -> call.refuse(unknown())));
    }

    private static Refusal unknown() {
        return Refusal.of(ErrorCode.NOT_FOUND, "there is no such response", "id");
    }
}
