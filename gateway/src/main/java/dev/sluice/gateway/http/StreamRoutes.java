package dev.sluice.gateway.http;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.rendering.Frames;
import dev.sluice.gateway.rendering.JsonText;
import dev.sluice.gateway.streaming.Choices;
import dev.sluice.gateway.streaming.Mailbox;
import dev.sluice.gateway.streaming.StreamArchive.Lookup;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// `GET` and `DELETE /v1/streams/{id}`, on any gateway. A stream of another tenant answers exactly
/// like one that never was.
final class StreamRoutes {
    private static final String STARTING_AFTER = "starting_after";
    private static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final long FROM_THE_START = -1;

    private final GatewayPorts ports;
    private final Departures departures;

    StreamRoutes(GatewayPorts ports, Departures departures) {
        this.ports = ports;
        this.departures = departures;
    }

    void resume(Call call) {
        OptionalLong startingAfter = startingAfter(call);
        if (startingAfter.isPresent()) {
            find(call, id -> replay(call, id, Frames.of(id, startingAfter.getAsLong())));
        }
    }

    void cancel(Call call) {
        find(
                call,
                id ->
                        departures
                                .cancel(id, call.tenant(), "client")
                                .whenComplete((_, failure) -> onCancelled(call, id, failure)));
    }

    /// Sends a stream of the caller's own once more, and what follows it.
    void replay(Call call, RequestId id, Frames frames) {
        TenantId tenant = call.tenant();
        call.rename(id);
        Leaving leaving = new Leaving();
        var reply =
                new SseReply(
                        call,
                        ports,
                        null,
                        frames,
                        wake -> Mailbox.ofReopened(ports.streaming().unsentRecordsMax(), wake),
                        leaving);
        leaving.set(() -> departures.left(call.vertx(), id, tenant, reply.mailbox()));
        reply.begin();
        ports.archive().replay(id, tenant, reply.mailbox());
    }

    private void onCancelled(Call call, RequestId id, @Nullable Throwable failure) {
        call.resume(() -> {
            call.rename(id);
            if (failure == null) {
                call.answer(cancelled(id));
            } else {
                call.fail(Answers.refusalOf(failure));
            }
        });
    }

    private static String cancelled(RequestId id) {
        return new JsonText()
                .object()
                .name("id")
                .text(id.value())
                .name("object")
                .text("stream")
                .name("cancelled")
                .flag(true)
                .endObject()
                .toString();
    }

    /// Goes on with the id of a stream that the caller owns; refuses any other.
    private void find(Call call, Consumer<RequestId> onFound) {
        Optional<RequestId> id = idIn(call);
        if (id.isEmpty()) {
            call.refuse(unknown());
            return;
        }
        lookup(id.get())
                .whenComplete((lookup, _) ->
                        call.resume(() -> onLookup(call, id.get(), lookup, onFound)));
    }

    private void onLookup(
            Call call, RequestId id, @Nullable Lookup lookup, Consumer<RequestId> onFound) {
        TenantId caller = call.tenant();
        switch (lookup) {
            case Lookup.Found found when found.tenantId().equals(caller) -> onFound.accept(id);
            case Lookup.Found _, Lookup.Unknown _ -> call.refuse(unknown());
            case Lookup.Unavailable _ -> call.refuse(unavailable());
            case null -> call.refuse(unavailable());
        }
    }

    private CompletionStage<Lookup> lookup(RequestId id) {
        return ports.openStreams()
                .tenantOf(id)
                .<CompletionStage<Lookup>>map(
                        tenant -> CompletableFuture.completedStage(new Lookup.Found(tenant)))
                .orElseGet(() -> ports.archive().find(id));
    }

    /// Choices of a request have one stream, under the id that the client got.
    private static Optional<RequestId> idIn(Call call) {
        String text = Objects.requireNonNull(call.routing().pathParam("id"), "the route has it");
        try {
            return Optional.of(new RequestId(text)).filter(id -> !Choices.isFurther(id));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// The last index that the client has; empty: it is no index, and the call is refused.
    static OptionalLong startingAfter(Call call) {
        String query = call.request().getParam(STARTING_AFTER);
        String name = query == null ? LAST_EVENT_ID : STARTING_AFTER;
        String text = query == null ? call.header(LAST_EVENT_ID) : query;
        if (text == null || text.isEmpty()) {
            return OptionalLong.of(FROM_THE_START);
        }
        try {
            long index = Long.parseLong(text);
            if (index >= FROM_THE_START) {
                return OptionalLong.of(index);
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        call.refuse(
                Refusal.of(
                        ErrorCode.INVALID_PARAMETER,
                        name + ": is no index of a stream, an integer from 0 on is expected",
                        name));
        return OptionalLong.empty();
    }

    private static Refusal unknown() {
        return Refusal.of(ErrorCode.NOT_FOUND, "there is no such stream", "id");
    }

    private static Refusal unavailable() {
        return Refusal.of(
                ErrorCode.MESH_UNAVAILABLE, "the stream cannot be looked up at the moment");
    }
}
