package dev.sluice.runtime.home;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Supplier;

/// The folder that holds all state of one machine: `admin.key`, `tenant.secret`, `broker/`,
/// `database/`, `files/`, `models/`, `audit/`, `logs/`. Several processes may share it; whoever
/// needs a key first creates it.
public final class Home {
    private static final String PROPERTY = "sluice.home";
    private static final String VARIABLE = "SLUICE_HOME";
    private static final String DEFAULT = ".sluice";
    private static final String KEY_FILE = "admin.key";
    private static final String TENANT_SECRET_FILE = "tenant.secret";
    private static final String KEY_PREFIX = "sk-sluice-";
    private static final int KEY_BYTES = 32;

    private final Path folder;

    private Home(Path folder) {
        this.folder = folder;
    }

    /// The folder by system property `sluice.home`, else variable `SLUICE_HOME`, else `.sluice`; it
    /// is created, readable by its owner only, where it is missing.
    public static Home open() {
        String property = System.getProperty(PROPERTY);
        String variable = System.getenv(VARIABLE);
        String name = property != null ? property : variable != null ? variable : DEFAULT;
        return at(Path.of(name));
    }

    /// A given folder.
    public static Home at(Path folder) {
        Path absolute = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(absolute, ownerOnly("rwx------"));
        } catch (IOException e) {
            throw unusable(absolute, "cannot be created", e);
        }
        if (!Files.isWritable(absolute)) {
            throw unusable(absolute, "is not writable", new IOException("access denied"));
        }
        return new Home(absolute);
    }

    private static FileAttribute<?> ownerOnly(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }

    private static UncheckedIOException unusable(Path folder, String why, IOException e) {
        return new UncheckedIOException(
                "SLUICE_HOME " + folder + " " + why + "; name a folder that can be written to", e);
    }

    public Path folder() {
        return folder;
    }

    public Path broker() {
        return folder.resolve("broker");
    }

    public Path database() {
        return folder.resolve("database");
    }

    public Path models() {
        return folder.resolve("models");
    }

    public Path audit() {
        return folder.resolve("audit");
    }

    /// Contents of uploaded files and of batches' answers, sealed.
    public Path files() {
        return folder.resolve("files");
    }

    public Path logs() {
        return folder.resolve("logs");
    }

    /// Extracted native libraries and other things that can be made again.
    public Path cache() {
        return folder.resolve("cache");
    }

    public Path adminKeyFile() {
        return folder.resolve(KEY_FILE);
    }

    /// The administrator's key: all scopes, no quota. `created` is true for the one call, over all
    /// processes, that made it: only then may it be shown.
    public record AdminKey(String value, boolean created) {
        @Override
        public String toString() {
            return "[admin key]";
        }
    }

    /// Reads the key, or makes it.
    public AdminKey adminKey() {
        Kept kept = keep(adminKeyFile(), () -> KEY_PREFIX + random());
        return new AdminKey(kept.value(), kept.created());
    }

    /// The secret that the keys of all tenants are derived from: 32 random bytes in base64url.
    /// Services on several machines need a copy of the same file.
    public Path tenantSecretFile() {
        return folder.resolve(TENANT_SECRET_FILE);
    }

    /// Reads the tenants' secret, or makes it.
    public String tenantSecret() {
        return keep(tenantSecretFile(), Home::random).value();
    }

    private record Kept(String value, boolean created) {}

    /// Reads a secret file, or makes it. The file appears whole or not at all: it is written under
    /// another name and then linked, and a link to an existing name fails.
    private Kept keep(Path file, Supplier<String> fresh) {
        try {
            if (Files.exists(file)) {
                return new Kept(read(file), false);
            }
            String name = file.getFileName().toString();
            Path draft = Files.createTempFile(folder, name, ".new", ownerOnly("rw-------"));
            try {
                Files.writeString(draft, fresh.get() + "\n");
                Files.createLink(file, draft);
                return new Kept(read(file), true);
            } catch (FileAlreadyExistsException another) {
                return new Kept(read(file), false);
            } finally {
                Files.delete(draft);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("secret " + file + " cannot be made or read", e);
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file).strip();
    }

    private static String random() {
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
