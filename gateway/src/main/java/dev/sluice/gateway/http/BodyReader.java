package dev.sluice.gateway.http;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.config.AdmissionConfig;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Receives JSON bodies within bounds: of one body, of all bodies together, of time. A body that
/// says it is too long is refused before it is sent.
final class BodyReader {
    private final long bodyBytesMax;
    private final long bodiesBytesMax;
    private final long timeoutMillis;
    private final AtomicLong heldBytes = new AtomicLong();

    BodyReader(AdmissionConfig config) {
        this.bodyBytesMax = config.bodyBytesMax().asLongValue();
        this.bodiesBytesMax = config.bodiesBytesMax().asLongValue();
        this.timeoutMillis = config.bodyTimeout().toMillis();
    }

    /// A whole body. It counts against the bound until it is [released][#release].
    final class ReceivedBody {
        private final Buffer bytes;
        private long held;

        private ReceivedBody(Buffer bytes, long held) {
            this.bytes = bytes;
            this.held = held;
        }

        Buffer bytes() {
            return bytes;
        }

        int length() {
            return bytes.length();
        }

        void release() {
            heldBytes.addAndGet(-held);
            held = 0;
        }
    }

    /// What a body must be.
    enum Form {
        JSON("the body must be application/json in UTF-8"),
        GRPC("the call must be application/grpc over HTTP/2");

        private final String demand;

        Form(String demand) {
            this.demand = demand;
        }

        private boolean isMetBy(Call call) {
            return switch (this) {
                case JSON -> isJson(call.header("Content-Type"));
                case GRPC -> GrpcAnswers.isSpokenBy(call.request());
            };
        }
    }

    /// Reads JSON.
    void read(Call call, Consumer<ReceivedBody> onBody) {
        read(call, Form.JSON, onBody);
    }

    /// Calls `onBody` on the request's context, or refuses the call.
    void read(Call call, Form form, Consumer<ReceivedBody> onBody) {
        if (!form.isMetBy(call)) {
            call.refuse(Refusal.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE, form.demand, "Content-Type"));
            return;
        }
        if (call.header("Content-Encoding") != null) {
            call.refuse(
                    Refusal.of(
                            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                            "compressed bodies are not read; send the body as it is",
                            "Content-Encoding"));
            return;
        }
        if (declaredBytes(call.request()) > bodyBytesMax) {
            call.refuse(tooLarge());
            return;
        }
        new Reception(call, onBody).start();
    }

    /// The length that the client announces; -1: it does not say.
    static long declaredBytes(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return true;
        }
        String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().replace("\"", "");
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                return false;
            }
        }
        String type = parts[0].strip();
        return type.equals("application/json") || type.endsWith("+json");
    }

    private Refusal tooLarge() {
        return Refusal.of(
                ErrorCode.BODY_TOO_LARGE,
                "the body is larger than " + bodyBytesMax + " bytes, the most that is allowed");
    }

    /// One body on its way in; on the request's context.
    private final class Reception {
        private final Call call;
        private final Consumer<ReceivedBody> onBody;
        private final Buffer bytes = Buffer.buffer();
        private long timer;
        private boolean isOver;

        Reception(Call call, Consumer<ReceivedBody> onBody) {
            this.call = call;
            this.onBody = onBody;
        }

        void start() {
            timer = call.vertx().setTimer(timeoutMillis, _ -> onTimeout());
            HttpServerRequest request = call.request();
            request.exceptionHandler(_ -> end())
                    .handler(this::onChunk)
                    .endHandler(_ -> call.guard(this::onEnd));
            if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
                call.response().writeContinue();
            }
            request.resume();
        }

        private void onChunk(Buffer chunk) {
            if (isOver) {
                return;
            }
            if (bytes.length() + chunk.length() > bodyBytesMax) {
                refuse(tooLarge());
            } else if (heldBytes.addAndGet(chunk.length()) > bodiesBytesMax) {
                heldBytes.addAndGet(-chunk.length());
                refuse(busy());
            } else {
                bytes.appendBuffer(chunk);
            }
        }

        private void onEnd() {
            if (isOver) {
                return;
            }
            isOver = true;
            call.vertx().cancelTimer(timer);
            onBody.accept(new ReceivedBody(bytes, bytes.length()));
        }

        private void onTimeout() {
            refuse(
                    Refusal.of(
                            ErrorCode.REQUEST_TIMEOUT,
                            "the body did not arrive within " + timeoutMillis + " ms"));
        }

        private void refuse(Refusal refusal) {
            if (end()) {
                call.refuse(refusal);
            }
        }

        /// Gives up on the body; false: it was over already.
        private boolean end() {
            if (isOver) {
                return false;
            }
            isOver = true;
            call.vertx().cancelTimer(timer);
            heldBytes.addAndGet(-bytes.length());
            return true;
        }

        private Refusal busy() {
            return Refusal.of(
                    ErrorCode.MESH_UNAVAILABLE,
                    "this gateway holds "
                            + bodiesBytesMax
                            + " bytes of bodies, the most that is allowed; try again");
        }
    }
}
