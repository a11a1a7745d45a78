package dev.sluice.gateway.http;

import dev.sluice.gateway.admin.Reading;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the routes for administrators have in common: JSON in, a definition written, JSON out.
final class AdminBodies {
    private final BodyReader bodies;
    private final JsonBody json;

    AdminBodies(GatewayPorts ports) {
        this.bodies = new BodyReader(ports.admission());
        this.json = new JsonBody(Math.toIntExact(ports.admission().bodyBytesMax().asLongValue()));
    }

    /// Reads the call's body; `then` gets what `form` understood.
    <T> void read(Call call, Function<@Nullable Object, Reading<T>> form, Consumer<T> then) {
        bodies.read(
                call,
                body ->
                        call.compute(
                                body.length(),
                                () -> parsed(body.bytes().getBytes(), form),
                                reading -> {
                                    body.release();
                                    accept(call, reading, then);
                                }));
    }

    private <T> Reading<T> parsed(byte[] body, Function<@Nullable Object, Reading<T>> form) {
        return json.read(body, form, Reading.Refused::new);
    }

    /// A body says nothing here; left unread it would hold up the connection's next request.
    static void passOver(Call call) {
        call.request().resume();
    }

    /// Answers with what became of a change, on the call's context.
    static <T> void answer(
            Call call, CompletionStage<Reading<T>> change, Function<T, String> rendering) {
        call.then(
                change,
                outcome -> accept(call, outcome, value -> call.answer(rendering.apply(value))));
    }

    private static <T> void accept(Call call, Reading<T> reading, Consumer<T> then) {
        switch (reading) {
            case Reading.Understood<T>(T value) -> then.accept(value);
            case Reading.Refused<T> refused -> call.refuse(refused.refusal());
        }
    }
}
