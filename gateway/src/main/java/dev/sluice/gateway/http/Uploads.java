package dev.sluice.gateway.http;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.ObjectEvent.FileStored;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.rendering.FileJson;
import dev.sluice.gateway.store.FileContents;
import dev.sluice.gateway.store.FileContents.Completed;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// `POST /v1/files`, in the order of the methods: bounds, the multipart body into the content
/// store, the idempotency key, the record that makes it a file.
final class Uploads {
    private static final String PURPOSE = "batch";
    private static final String MULTIPART = "multipart/form-data";

    /// Boundaries, headers and the other fields.
    private static final long ENVELOPE_BYTES_MAX = 64 * 1024;

    private final GatewayPorts ports;
    private final RequestIds ids;
    private final IdempotencyKeys keys;
    private final AtomicInteger underWay = new AtomicInteger();

    Uploads(GatewayPorts ports, RequestIds ids, IdempotencyKeys keys) {
        this.ports = ports;
        this.ids = ids;
        this.keys = keys;
    }

    /// What was sent, complete in the content store under its own id.
    record Received(ObjectId id, String name, @Nullable String purpose, Completed content) {}

    void receive(Call call) {
        Optional<Refusal> refusal = refusalOf(call);
        if (refusal.isPresent()) {
            call.refuse(refusal.get());
            return;
        }
        call.routing().addEndHandler(_ -> underWay.decrementAndGet());
        ObjectId id = new ObjectId(ids.located("file", ports.clock().instant(), 0).value());
        new MultipartUpload(call, ports, id, received -> onReceived(call, received)).start();
    }

    private Optional<Refusal> refusalOf(Call call) {
        String type = call.header("Content-Type");
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith(MULTIPART)) {
            return Optional.of(
                    Refusal.of(
                            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                            "the body must be " + MULTIPART,
                            "Content-Type"));
        }
        if (call.header("Content-Encoding") != null) {
            return Optional.of(
                    Refusal.of(
                            ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                            "compressed bodies are not read; send the file as it is",
                            "Content-Encoding"));
        }
        long fileBytesMax = ports.files().fileBytesMax().asLongValue();
        if (BodyReader.declaredBytes(call.request()) > fileBytesMax + ENVELOPE_BYTES_MAX) {
            return Optional.of(tooLarge(fileBytesMax));
        }
        int uploadsMax = ports.files().uploadsMax();
        if (underWay.incrementAndGet() > uploadsMax) {
            underWay.decrementAndGet();
            return Optional.of(
                    Refusal.of(
                            ErrorCode.MESH_UNAVAILABLE,
                            "this gateway has "
                                    + uploadsMax
                                    + " uploads under way, the most that are allowed; try again"));
        }
        return Optional.empty();
    }

    static Refusal tooLarge(long fileBytesMax) {
        return Refusal.of(
                ErrorCode.BODY_TOO_LARGE,
                "the file is larger than " + fileBytesMax + " bytes, the most that is allowed",
                "file");
    }

    private void onReceived(Call call, Received received) {
        if (!PURPOSE.equals(received.purpose())) {
            drop(call, received.id());
            call.refuse(
                    Refusal.of(
                            ErrorCode.INVALID_PARAMETER,
                            received.purpose() == null
                                    ? "purpose: is missing"
                                    : "purpose: is none that is supported; 'batch' is",
                            "purpose"));
            return;
        }
        TenantId tenant = call.tenant();
        ports.store()
                .fileBytes(tenant)
                .whenComplete((bytes, failure) ->
                        call.resume(() -> onCounted(call, received, bytes, failure)));
    }

    private void onCounted(
            Call call, Received received, @Nullable Long bytes, @Nullable Throwable failure) {
        long tenantBytesMax = ports.files().tenantBytesMax().asLongValue();
        if (bytes == null) {
            drop(call, received.id());
            call.refuse(Answers.refusalOf(Objects.requireNonNull(failure)));
        } else if (bytes + received.content().sizeBytes() > tenantBytesMax) {
            drop(call, received.id());
            call.refuse(
                    Refusal.of(
                            ErrorCode.BODY_TOO_LARGE,
                            "with this file there would be more than "
                                    + tenantBytesMax
                                    + " bytes of files, the most that are allowed; delete some",
                            "file"));
        } else {
            claim(call, received);
        }
    }

    private void claim(Call call, Received received) {
        Buffer content = Buffer.buffer(received.name() + '\0' + received.content().sha256());
        keys.claim(
                call,
                content,
                received.id(),
                new IdempotencyKeys.Outcome() {
                    @Override
                    public void first() {
                        keep(call, stored(call, received, received.id()));
                    }

                    @Override
                    public void repeated(ObjectId id) {
                        repeat(call, received, id);
                    }

                    @Override
                    public void refused(Refusal refusal) {
                        drop(call, received.id());
                        call.refuse(refusal);
                    }
                });
    }

    /// Whoever used the key first may have died before there was a file: then it is made now, under
    /// the id that the key stands for.
    private void repeat(Call call, Received received, ObjectId id) {
        TenantId tenant = call.tenant();
        ports.store()
                .file(tenant, id)
                .thenCompose(known ->
                        known.isPresent()
                                ? CompletableFuture.completedStage(known.get())
                                : copied(call, received, id))
                .whenComplete((file, failure) ->
                        call.resume(() -> {
                            drop(call, received.id());
                            if (failure == null) {
                                keep(call, file);
                            } else {
                                call.refuse(Answers.refusalOf(failure));
                            }
                        }));
    }

    private CompletionStage<FileStored> copied(Call call, Received received, ObjectId id) {
        TenantId tenant = call.tenant();
        return CompletableFuture.supplyAsync(() -> {
            try (InputStream in = ports.contents().open(tenant, received.id());
                    FileContents.Draft draft = ports.contents().begin(tenant, id)) {
                byte[] piece = new byte[64 * 1024];
                for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                    draft.write(piece, 0, read);
                }
                draft.complete();
                return stored(call, received, id);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private FileStored stored(Call call, Received received, ObjectId id) {
        return new FileStored(
                id + "/stored",
                id,
                call.tenant(),
                ports.clock().instant(),
                new SensitiveText(received.name()),
                PURPOSE,
                received.content().sizeBytes(),
                received.content().sha256());
    }

    private void keep(Call call, FileStored file) {
        call.then(
                ports.log().keep(file),
                _ -> call.answer(FileJson.of(file, ports.storeConfig().keep())));
    }

    /// A content that is no file. What stays of it is deleted when it is past its retention.
    private void drop(Call call, ObjectId id) {
        TenantId tenant = call.tenant();
        var _ =
                call.context()
                        .executeBlocking(
                                () -> {
                                    ports.contents().delete(tenant, id);
                                    return true;
                                },
                                false);
    }
}
