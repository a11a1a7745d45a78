package dev.sluice.gateway.store;

import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.TenantId;
import dev.sluice.runtime.secrets.TenantSecrets;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// Contents in a folder, one file each in a folder of the tenant, sealed with the tenant's key: a
/// batch's file is full of prompts. A content appears whole or not at all.
public final class FolderContents implements FileContents {
    private static final String UNFINISHED = ".new";

    private final Path folder;
    private final TenantSecrets secrets;

    public FolderContents(Path folder, TenantSecrets secrets) {
        this.folder = folder;
        this.secrets = secrets;
    }

    @Override
    public Draft begin(TenantId tenant, ObjectId id) throws IOException {
        Path target = place(tenant, id);
        Path parent = target.getParent();
        Files.createDirectories(parent, ownerOnly("rwx------"));
        Path draft = Files.createTempFile(parent, id.value(), UNFINISHED, ownerOnly("rw-------"));
        return new SealedDraft(draft, target, SealedChunks.of(secrets, tenant, id));
    }

    @Override
    public InputStream open(TenantId tenant, ObjectId id) throws IOException {
        InputStream sealed = new BufferedInputStream(Files.newInputStream(place(tenant, id)));
        return new SealedInput(new DataInputStream(sealed), SealedChunks.of(secrets, tenant, id));
    }

    @Override
    public void delete(TenantId tenant, ObjectId id) throws IOException {
        Files.deleteIfExists(place(tenant, id));
    }

    @Override
    public void forget(Instant before) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> contents;
        try (Stream<Path> all = Files.walk(folder, 2)) {
            contents = all.filter(Files::isRegularFile).toList();
        }
        for (Path content : contents) {
            if (Files.getLastModifiedTime(content).toInstant().isBefore(before)) {
                Files.deleteIfExists(content);
            }
        }
    }

    /// Ids are fit for file names, and begin with no dot.
    Path place(TenantId tenant, ObjectId id) {
        return folder.resolve(tenant.value()).resolve(id.value());
    }

    private static FileAttribute<?> ownerOnly(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
