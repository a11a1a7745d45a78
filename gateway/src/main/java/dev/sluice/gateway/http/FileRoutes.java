package dev.sluice.gateway.http;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.event.ObjectEvent.FileStored;
import dev.sluice.contracts.event.ObjectEvent.ObjectDeleted;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.rendering.FileJson;
import dev.sluice.gateway.rendering.Page;
import dev.sluice.gateway.rendering.ResponseJson;
import dev.sluice.gateway.store.PageRequest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `/v1/files`. A file of another tenant answers exactly like one that never was.
final class FileRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(FileRoutes.class);
    private static final int PAGE_MAX = 10_000;

    private final GatewayPorts ports;
    private final Uploads uploads;

    FileRoutes(GatewayPorts ports, RequestIds ids, IdempotencyKeys keys) {
        this.ports = ports;
        this.uploads = new Uploads(ports, ids, keys);
    }

    void upload(Call call) {
        uploads.receive(call);
    }

    void list(Call call) {
        @Nullable String purpose = call.request().getParam("purpose");
        Optional<PageRequest> page = Query.page(call, PAGE_MAX, PAGE_MAX);
        page.ifPresent(wanted ->
                call.then(
                        ports.store().files(call.tenant(), purpose, wanted),
                        found -> show(call, found, wanted)));
    }

    private void show(Call call, Optional<List<FileStored>> found, PageRequest wanted) {
        if (found.isEmpty()) {
            call.refuse(
                    Refusal.of(
                            ErrorCode.INVALID_PARAMETER, "after: there is no such file", "after"));
            return;
        }
        call.answer(
                FileJson.list(Page.of(found.get(), wanted.limit()), ports.storeConfig().keep()));
    }

    void retrieve(Call call) {
        find(call, file -> call.answer(FileJson.of(file, ports.storeConfig().keep())));
    }

    void content(Call call) {
        find(call, file -> new Download(call, ports.contents(), file).start());
    }

    void delete(Call call) {
        find(
                call,
                file -> {
                    var deleted =
                            new ObjectDeleted(
                                    file.objectId() + "/deleted",
                                    file.objectId(),
                                    file.tenantId(),
                                    ports.clock().instant());
                    call.then(
                            ports.log().keep(deleted).thenCompose(_ -> ports.store().caughtUp()),
                            _ -> onDeleted(call, file));
                });
    }

    /// A content that cannot be deleted now is deleted when it is past its retention.
    private void onDeleted(Call call, FileStored file) {
        Thread.ofVirtual()
                .name("gateway-delete")
                .start(() -> {
                    try {
                        ports.contents().delete(file.tenantId(), file.objectId());
                    } catch (IOException e) {
                        LOG.atWarn()
                                .addKeyValue("objectId", file.objectId())
                                .setCause(e)
                                .log("content of a deleted file remains");
                    }
                });
        call.answer(ResponseJson.deleted(file.objectId().value(), "file"));
    }

    private void find(Call call, Consumer<FileStored> onFound) {
        Optional<ObjectId> id = Query.idIn(call);
        if (id.isEmpty()) {
            call.refuse(unknown());
            return;
        }
        call.then(
                ports.store().file(call.tenant(), id.get()),
                found -> found.ifPresentOrElse(onFound, () -> call.refuse(unknown())));
    }

    private static Refusal unknown() {
        return Refusal.of(ErrorCode.NOT_FOUND, "there is no such file", "id");
    }
}
