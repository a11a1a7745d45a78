package dev.sluice.gateway.http;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.grpc.BadMessage;
import dev.sluice.gateway.grpc.HealthService;
import dev.sluice.gateway.grpc.ReflectionService;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// The gRPC calls that need no key: health, and reflection, which says the same of every
/// installation. Whatever else comes to their paths is an unknown route's.
final class GrpcOpenCalls {
    private static final int HEALTH_BYTES_MAX = 4096;

    /// A tool looks around for seconds; people who read meanwhile ask anew.
    private static final long MILLIS_MAX = TimeUnit.MINUTES.toMillis(5);

    private final BooleanSupplier isServing;

    GrpcOpenCalls(BooleanSupplier isServing) {
        this.isServing = isServing;
    }

    void mount(Router router) {
        router.post(HealthService.CHECK).handler(this::health);
        for (String path : ReflectionService.PATHS) {
            router.post(path).handler(GrpcOpenCalls::reflection);
        }
    }

    private void health(RoutingContext routing) {
        if (!GrpcAnswers.isSpokenBy(routing.request())) {
            routing.next();
            return;
        }
        Buffer body = Buffer.buffer();
        read(
                routing,
                part -> {
                    if (body.length() + part.length() > HEALTH_BYTES_MAX) {
                        fail(routing, "the message has more than " + HEALTH_BYTES_MAX + " bytes");
                    } else {
                        body.appendBuffer(part);
                    }
                },
                () -> answerHealth(routing, body.getBytes()));
    }

    private void answerHealth(RoutingContext routing, byte[] body) {
        try {
            Optional<byte[]> answer = HealthService.check(body, isServing.getAsBoolean());
            if (answer.isPresent()) {
                GrpcAnswers.end(GrpcAnswers.begun(routing.response()), Buffer.buffer(answer.get()));
            } else {
                fail(routing, Refusal.of(ErrorCode.NOT_FOUND, "there is no such service"));
            }
        } catch (BadMessage e) {
            fail(routing, e.problem());
        }
    }

    private static void reflection(RoutingContext routing) {
        if (!GrpcAnswers.isSpokenBy(routing.request())) {
            routing.next();
            return;
        }
        var conversation = new ReflectionService();
        HttpServerResponse response = GrpcAnswers.begun(routing.response());
        response.drainHandler(_ -> UnreadBody.resume(routing.request()));
        read(
                routing,
                part -> {
                    try {
                        for (byte[] answer : conversation.onPart(part.getBytes())) {
                            response.write(Buffer.buffer(answer));
                        }
                    } catch (BadMessage e) {
                        fail(routing, e.problem());
                    }
                    if (response.writeQueueFull()) {
                        routing.request().pause();
                    }
                },
                () -> GrpcAnswers.end(response));
    }

    /// Reads a call's body, for a bounded time.
    private static void read(
            RoutingContext routing, java.util.function.Consumer<Buffer> onPart, Runnable onEnd) {
        HttpServerRequest request = routing.request();
        long timer =
                routing.vertx()
                        .setTimer(
                                MILLIS_MAX,
                                _ ->
                                        fail(
                                                routing,
                                                Refusal.of(
                                                        ErrorCode.DEADLINE_EXCEEDED,
                                                        "the call took more than "
                                                                + MILLIS_MAX
                                                                + " ms")));
        routing.addEndHandler(_ -> routing.vertx().cancelTimer(timer));
        request.exceptionHandler(_ -> {})
                .handler(part -> {
                    if (!routing.response().ended()) {
                        onPart.accept(part);
                    }
                })
                .endHandler(_ -> {
                    if (!routing.response().ended()) {
                        onEnd.run();
                    }
                })
                .resume();
    }

    private static void fail(RoutingContext routing, String problem) {
        fail(routing, Refusal.of(ErrorCode.INVALID_PARAMETER, problem));
    }

    private static void fail(RoutingContext routing, Refusal failure) {
        HttpServerResponse response = routing.response();
        if (!response.headWritten()) {
            GrpcAnswers.begun(response);
        }
        GrpcAnswers.failed(response, failure);
        GrpcAnswers.end(response);
    }
}
