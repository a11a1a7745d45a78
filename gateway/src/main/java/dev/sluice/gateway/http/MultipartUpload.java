package dev.sluice.gateway.http;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.TenantId;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.http.Uploads.Received;
import dev.sluice.gateway.store.FileContents;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One multipart body on its way into the content store: the file is written piece by piece, beside
/// the event loop, and the client sends no faster than that. On the request's context.
final class MultipartUpload {
    private static final int NAME_LENGTH_MAX = 512;
    private static final String FILE_FIELD = "file";

    private final Call call;
    private final FileContents contents;
    private final ObjectId id;
    private final long fileBytesMax;
    private final long bytesMin;
    private final long timeoutMillis;
    private final Consumer<Received> onReceived;
    private FileContents.@Nullable Draft draft;
    private @Nullable HttpServerFileUpload upload;
    private String name = "";
    private long receivedBytes;
    private long receivedBefore;
    private long timer;
    private boolean isBodyEnded;
    private boolean isFileEnded;
    private boolean isCompleting;
    private boolean isOver;

    /// `onReceived` is called when the file is complete and everything else was read.
    MultipartUpload(Call call, GatewayPorts ports, ObjectId id, Consumer<Received> onReceived) {
        this.call = call;
        this.contents = ports.contents();
        this.id = id;
        this.fileBytesMax = ports.files().fileBytesMax().asLongValue();
        this.bytesMin = ports.files().uploadBytesMin().asLongValue();
        this.timeoutMillis = ports.files().uploadTimeout().toMillis();
        this.onReceived = onReceived;
    }

    void start() {
        HttpServerRequest request = call.request();
        call.routing().addEndHandler(_ -> onGone());
        request.exceptionHandler(
                _ -> refuse(invalid("the body is no multipart form, or ends too early", null)));
        try {
            request.setExpectMultipart(true);
        } catch (IllegalStateException | DecoderException e) {
            refuse(invalid("the body is no multipart form: it names no boundary", null));
            return;
        }
        request.uploadHandler(part -> call.guard(() -> onPart(part)))
                .endHandler(_ ->
                        call.guard(() -> {
                            isBodyEnded = true;
                            onEnd();
                        }));
        if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
            call.response().writeContinue();
        }
        await();
        request.resume();
    }

    private void onPart(HttpServerFileUpload part) {
        if (isOver) {
            return;
        }
        if (!part.name().equals(FILE_FIELD) || upload != null) {
            refuse(
                    invalid(
                            upload != null
                                    ? "there is more than one file"
                                    : "a file stands in a field that is not 'file'",
                            FILE_FIELD));
            return;
        }
        upload = part;
        name = Objects.requireNonNullElse(part.filename(), "");
        if (name.length() > NAME_LENGTH_MAX) {
            refuse(invalid("the name has more than " + NAME_LENGTH_MAX + " characters", "file"));
            return;
        }
        part.pause();
        part.exceptionHandler(_ -> refuse(invalid("the file ends too early", FILE_FIELD)));
        part.handler(piece -> call.guard(() -> onPiece(part, piece)));
        part.endHandler(_ ->
                call.guard(() -> {
                    isFileEnded = true;
                    onEnd();
                }));
        TenantId tenant = call.tenant();
        call.context()
                .executeBlocking(() -> contents.begin(tenant, id), true)
                .onComplete(begun ->
                        call.guard(() -> {
                            if (begun.failed()) {
                                refuse(unwritable());
                                return;
                            }
                            draft = begun.result();
                            if (isOver) {
                                discard();
                            }
                            part.resume();
                            onEnd();
                        }));
    }

    private void onPiece(HttpServerFileUpload part, Buffer piece) {
        FileContents.Draft writing = draft;
        if (isOver || writing == null) {
            return;
        }
        receivedBytes += piece.length();
        if (receivedBytes > fileBytesMax) {
            refuse(Uploads.tooLarge(fileBytesMax));
            return;
        }
        part.pause();
        written(writing, piece)
                .onComplete(done ->
                        call.guard(() -> {
                            if (done.failed()) {
                                refuse(unwritable());
                            }
                            part.resume();
                        }));
    }

    private Future<?> written(FileContents.Draft writing, Buffer piece) {
        byte[] bytes = piece.getBytes();
        return call.context()
                .executeBlocking(
                        () -> {
                            writing.write(bytes, 0, bytes.length);
                            return true;
                        },
                        true);
    }

    /// The body may end while pieces of the file still wait for the disk.
    private void onEnd() {
        if (isOver || isCompleting || !isBodyEnded) {
            return;
        }
        if (upload == null) {
            refuse(invalid("is missing", FILE_FIELD));
            return;
        }
        FileContents.Draft complete = draft;
        if (complete == null || !isFileEnded) {
            return;
        }
        isCompleting = true;
        call.vertx().cancelTimer(timer);
        String purpose = call.request().getFormAttribute("purpose");
        // In order: behind the pieces that are still being written.
        call.context()
                .executeBlocking(complete::complete, true)
                .onComplete(done ->
                        call.guard(() -> {
                            if (isOver) {
                                return;
                            }
                            if (done.failed()) {
                                refuse(unwritable());
                                return;
                            }
                            isOver = true;
                            onReceived.accept(new Received(id, name, purpose, done.result()));
                        }));
    }

    /// A piece now and then is not enough: it would hold a place among the uploads for ever.
    private void await() {
        timer = call.vertx().setTimer(timeoutMillis, _ -> call.guard(this::onTimeout));
    }

    private void onTimeout() {
        if (receivedBytes - receivedBefore >= bytesMin) {
            receivedBefore = receivedBytes;
            await();
            return;
        }
        refuse(
                Refusal.of(
                        ErrorCode.REQUEST_TIMEOUT,
                        "%s: fewer than %d bytes arrived within %d ms"
                                .formatted(FILE_FIELD, bytesMin, timeoutMillis),
                        FILE_FIELD));
    }

    private void refuse(Refusal refusal) {
        if (isOver) {
            return;
        }
        end();
        call.refuse(refusal);
    }

    /// Comes also of a form that cannot be read: its client is there and wants an answer.
    private void onGone() {
        boolean isGone = call.response().ended() || call.response().closed();
        if (!isOver && isGone) {
            end();
        }
    }

    private void end() {
        isOver = true;
        call.vertx().cancelTimer(timer);
        discard();
        if (upload != null) {
            // What still comes is read and dropped.
            upload.resume();
        }
    }

    private void discard() {
        FileContents.Draft dropped = draft;
        draft = null;
        if (dropped != null) {
            var _ =
                    call.context()
                            .executeBlocking(
                                    () -> {
                                        close(dropped);
                                        return true;
                                    },
                                    true);
        }
    }

    private static void close(FileContents.Draft dropped) throws IOException {
        dropped.close();
    }

    private static Refusal invalid(String problem, @Nullable String param) {
        String message = param == null ? problem : param + ": " + problem;
        return Refusal.of(ErrorCode.INVALID_PARAMETER, message, param);
    }

    private static Refusal unwritable() {
        return Refusal.of(ErrorCode.MESH_UNAVAILABLE, "the file cannot be written at the moment");
    }
}
