package dev.sluice.gateway.http;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.ObjectEvent.BatchCancelled;
import dev.sluice.contracts.event.ObjectEvent.BatchCreated;
import dev.sluice.gateway.admission.BatchAdmission;
import dev.sluice.gateway.admission.BatchForm;
import dev.sluice.gateway.admission.BatchReader;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.http.BodyReader.ReceivedBody;
import dev.sluice.gateway.rendering.BatchJson;
import dev.sluice.gateway.rendering.Page;
import dev.sluice.gateway.store.BatchStore;
import dev.sluice.gateway.store.PageRequest;
import dev.sluice.gateway.store.StoredBatch;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// `/v1/batches`: what a batch is and how far it has come. Running it is the `batch` package's. A
/// batch of another tenant answers exactly like one that never was.
final class BatchRoutes {
    private static final String PREFIX = "batch_";
    private static final int PAGE_DEFAULT = 20;
    private static final int PAGE_MAX = 100;

    private final GatewayPorts ports;
    private final RequestIds ids;
    private final IdempotencyKeys keys;
    private final BatchStore store;
    private final BodyReader bodies;
    private final JsonBody json;

    BatchRoutes(GatewayPorts ports, RequestIds ids, IdempotencyKeys keys) {
        this.ports = ports;
        this.ids = ids;
        this.keys = keys;
        this.store = new BatchStore(ports.store());
        this.bodies = new BodyReader(ports.admission());
        this.json = new JsonBody(Math.toIntExact(ports.admission().bodyBytesMax().asLongValue()));
    }

    void create(Call call) {
        bodies.read(
                call,
                body -> {
                    BatchAdmission admission =
                            json.read(
                                    body.bytes().getBytes(),
                                    BatchReader::read,
                                    BatchAdmission.Refused::new);
                    switch (admission) {
                        case BatchAdmission.Refused(Refusal refusal) -> {
                            body.release();
                            call.refuse(refusal);
                        }
                        case BatchAdmission.Admitted(BatchForm form) -> checkFile(call, body, form);
                    }
                });
    }

    private void checkFile(Call call, ReceivedBody body, BatchForm form) {
        body.release();
        call.then(
                ports.store().file(call.tenant(), form.inputFileId()),
                file -> {
                    if (file.isEmpty() || !file.get().purpose().equals("batch")) {
                        call.refuse(
                                Refusal.of(
                                        ErrorCode.INVALID_PARAMETER,
                                        "input_file_id: there is no such file with the purpose"
                                                + " 'batch'",
                                        "input_file_id"));
                        return;
                    }
                    claim(call, body, form);
                });
    }

    private void claim(Call call, ReceivedBody body, BatchForm form) {
        var id = new ObjectId(ids.located(PREFIX, ports.clock().instant(), 0).value());
        keys.claim(
                call,
                body.bytes(),
                id,
                new IdempotencyKeys.Outcome() {
                    @Override
                    public void first() {
                        keep(call, form, id);
                    }

                    @Override
                    public void repeated(ObjectId known) {
                        call.then(
                                store.batch(call.tenant(), known),
                                found ->
                                        found.ifPresentOrElse(
                                                batch -> show(call, batch),
                                                () -> keep(call, form, known)));
                    }

                    @Override
                    public void refused(Refusal refusal) {
                        call.refuse(refusal);
                    }
                });
    }

    private void keep(Call call, BatchForm form, ObjectId id) {
        Instant now = ports.clock().instant();
        TenantId tenant = call.tenant();
        var created =
                new BatchCreated(
                        id + "/created",
                        id,
                        tenant,
                        now,
                        form.inputFileId(),
                        form.endpoint(),
                        form.completionWindow(),
                        now.plus(form.patience()),
                        call.requirePrincipal().keyId(),
                        ports.store().forms().sealMetadata(tenant, id, form.metadata()));
        call.then(
                ports.log().keep(created),
                _ ->
                        show(
                                call,
                                new StoredBatch(
                                        created, form.metadata(), null, 0, null, null, 0, 0)));
    }

    void list(Call call) {
        Optional<PageRequest> page = Query.page(call, PAGE_DEFAULT, PAGE_MAX);
        page.ifPresent(wanted ->
                call.then(
                        store.batches(call.tenant(), wanted), found -> show(call, found, wanted)));
    }

    private static void show(Call call, Optional<List<StoredBatch>> found, PageRequest wanted) {
        if (found.isEmpty()) {
            call.refuse(
                    Refusal.of(
                            ErrorCode.INVALID_PARAMETER, "after: there is no such batch", "after"));
            return;
        }
        List<BatchJson.View> views = found.get().stream().map(BatchRoutes::viewOf).toList();
        call.answer(BatchJson.list(Page.of(views, wanted.limit())));
    }

    void retrieve(Call call) {
        find(call, batch -> show(call, batch));
    }

    void cancel(Call call) {
        find(
                call,
                batch -> {
                    if (batch.finished() != null) {
                        call.refuse(
                                Refusal.of(
                                        ErrorCode.INVALID_PARAMETER,
                                        "id: the batch is over; it cannot be cancelled any more",
                                        "id"));
                        return;
                    }
                    ObjectId id = batch.created().objectId();
                    var cancelled =
                            new BatchCancelled(
                                    id + "/cancelled", id, call.tenant(), ports.clock().instant());
                    call.then(
                            ports.log()
                                    .keep(cancelled)
                                    .thenCompose(_ -> store.caughtUp())
                                    .thenCompose(_ -> store.batch(call.tenant(), id)),
                            after -> show(call, after.orElseThrow()));
                });
    }

    private void find(Call call, Consumer<StoredBatch> onFound) {
        Optional<ObjectId> id = Query.idIn(call);
        if (id.isEmpty()) {
            call.refuse(unknown());
            return;
        }
        call.then(
                store.batch(call.tenant(), id.get()),
                found -> found.ifPresentOrElse(onFound, () -> call.refuse(unknown())));
    }

    private static void show(Call call, StoredBatch batch) {
        call.answer(BatchJson.of(viewOf(batch)));
    }

    private static BatchJson.View viewOf(StoredBatch batch) {
        return new BatchJson.View(
                batch.created(),
                batch.metadata(),
                batch.validatedAt(),
                batch.lineCount(),
                batch.cancelledAt(),
                batch.finished(),
                batch.completedCount(),
                batch.failedCount());
    }

    private static Refusal unknown() {
        return Refusal.of(ErrorCode.NOT_FOUND, "there is no such batch", "id");
    }
}
