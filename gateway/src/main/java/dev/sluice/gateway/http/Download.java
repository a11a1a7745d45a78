package dev.sluice.gateway.http;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.event.ObjectEvent.FileStored;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.store.FileContents;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Sends a file's content, piece by piece, as fast as the client reads. Reading blocks, so it is
/// done beside the event loop; everything else is on the request's context.
final class Download {
    private static final int PIECE_BYTES = 64 * 1024;

    private final Call call;
    private final FileContents contents;
    private final FileStored file;
    private @Nullable InputStream in;
    private boolean isReading;
    private boolean isGone;

    Download(Call call, FileContents contents, FileStored file) {
        this.call = call;
        this.contents = contents;
        this.file = file;
    }

    void start() {
        call.routing().addEndHandler(_ -> leave());
        call.context()
                .executeBlocking(() -> contents.open(file.tenantId(), file.objectId()), false)
                .onComplete(opened ->
                        call.guard(() -> {
                            if (opened.failed()) {
                                call.fail(missing());
                                return;
                            }
                            in = opened.result();
                            begin();
                        }));
    }

    private void begin() {
        HttpServerResponse response = call.response();
        response.setStatusCode(200)
                .putHeader(Answers.REQUEST_ID_HEADER, call.requestId().value())
                .putHeader("Content-Type", "application/octet-stream")
                .putHeader("Content-Length", Long.toString(file.sizeBytes()))
                .drainHandler(_ -> call.guard(this::next));
        next();
    }

    private void next() {
        InputStream open = in;
        if (open == null || isReading || isGone || call.response().writeQueueFull()) {
            return;
        }
        isReading = true;
        call.context()
                .executeBlocking(() -> open.readNBytes(PIECE_BYTES), false)
                .onComplete(read ->
                        call.guard(() -> {
                            isReading = false;
                            if (isGone) {
                                close();
                            } else if (read.failed()) {
                                // The length was announced: the client sees that some is missing.
                                call.hangUp();
                            } else {
                                send(read.result());
                            }
                        }));
    }

    private void send(byte[] piece) {
        if (piece.length == 0) {
            call.response().end();
            return;
        }
        call.response().write(Buffer.buffer(piece));
        next();
    }

    private void leave() {
        isGone = true;
        if (!isReading) {
            close();
        }
    }

    private void close() {
        InputStream open = in;
        in = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // It was only read.
            }
        }
    }

    private Refusal missing() {
        return Refusal.of(
                ErrorCode.MESH_UNAVAILABLE,
                "the content of file " + file.objectId() + " cannot be read here");
    }
}
