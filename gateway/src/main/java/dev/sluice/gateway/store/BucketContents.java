package dev.sluice.gateway.store;

import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.TenantId;
import dev.sluice.runtime.secrets.TenantSecrets;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/// Contents in a bucket of an S3-compatible store, `TENANT/ID` each, sealed as in a folder: the
/// store sees no prompt. A content is gathered in a file here and goes up in one piece, so it
/// appears whole or not at all, and a gateway that dies leaves nothing in the bucket.
public final class BucketContents implements FileContents {
    private final S3Client client;
    private final String bucket;
    private final FolderContents drafts;
    private final TenantSecrets secrets;

    /// @param drafts a folder of this machine alone: what is on its way up
    public BucketContents(S3Client client, String bucket, Path drafts, TenantSecrets secrets) {
        this.client = client;
        this.bucket = bucket;
        this.drafts = new FolderContents(drafts, secrets);
        this.secrets = secrets;
    }

    @Override
    public Draft begin(TenantId tenant, ObjectId id) throws IOException {
        return new Upload(tenant, id, drafts.begin(tenant, id));
    }

    private final class Upload implements Draft {
        private final TenantId tenant;
        private final ObjectId id;
        private final Draft draft;

        Upload(TenantId tenant, ObjectId id, Draft draft) {
            this.tenant = tenant;
            this.id = id;
            this.draft = draft;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            draft.write(bytes, offset, length);
        }

        @Override
        public Completed complete() throws IOException {
            Completed completed = draft.complete();
            Path sealed = drafts.place(tenant, id);
            try {
                ask(() ->
                        client.putObject(
                                put -> put.bucket(bucket).key(key(tenant, id)),
                                RequestBody.fromFile(sealed)));
            } finally {
                Files.deleteIfExists(sealed);
            }
            return completed;
        }

        @Override
        public void close() throws IOException {
            draft.close();
        }
    }

    @Override
    public InputStream open(TenantId tenant, ObjectId id) throws IOException {
        InputStream sealed =
                ask(() -> client.getObject(get -> get.bucket(bucket).key(key(tenant, id))));
        return new SealedInput(
                new DataInputStream(new BufferedInputStream(sealed)),
                SealedChunks.of(secrets, tenant, id));
    }

    @Override
    public void delete(TenantId tenant, ObjectId id) throws IOException {
        tell(() -> delete(key(tenant, id)));
    }

    /// Page by page: a bucket may hold more than fits here.
    @Override
    public void forget(Instant before) throws IOException {
        drafts.forget(before);
        tell(() -> {
            var contents = client.listObjectsV2Paginator(list -> list.bucket(bucket)).contents();
            for (S3Object content : contents) {
                if (content.lastModified().isBefore(before)) {
                    delete(content.key());
                }
            }
        });
    }

    private void delete(String name) {
        var _ = client.deleteObject(old -> old.bucket(bucket).key(name));
    }

    private static String key(TenantId tenant, ObjectId id) {
        return tenant.value() + "/" + id.value();
    }

    private void tell(Runnable call) throws IOException {
        var _ =
                ask(() -> {
                    call.run();
                    return bucket;
                });
    }

    /// With the exceptions that a folder would have.
    private <T> T ask(Supplier<T> call) throws IOException {
        try {
            return call.get();
        } catch (NoSuchKeyException missing) {
            var none = new NoSuchFileException(bucket);
            none.initCause(missing);
            throw none;
        } catch (SdkException e) {
            throw new IOException("the bucket " + bucket + " did not do as asked", e);
        }
    }
}
