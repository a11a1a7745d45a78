package dev.sluice.gateway.store;

import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;

/// Where the contents of files are: a folder, or whatever else has names and bytes. Calls block;
/// any thread.
public interface FileContents {
    /// A content on its way in. It can be read only once it is complete. Belongs to one thread at a
    /// time.
    interface Draft extends AutoCloseable {
        void write(byte[] bytes, int offset, int length) throws IOException;

        /// Makes it readable, in the place of an older one of the same name.
        Completed complete() throws IOException;

        /// Drops what is not complete.
        @Override
        void close() throws IOException;
    }

    /// Length and SHA-256 (hexadecimal) of a content.
    record Completed(long sizeBytes, String sha256) {}

    Draft begin(TenantId tenant, ObjectId id) throws IOException;

    /// Fails with a `NoSuchFileException` where there is none, and while reading where the content
    /// was changed behind our back.
    InputStream open(TenantId tenant, ObjectId id) throws IOException;

    /// Harmless where there is none.
    void delete(TenantId tenant, ObjectId id) throws IOException;

    /// Deletes what is older.
    void forget(Instant before) throws IOException;
}
