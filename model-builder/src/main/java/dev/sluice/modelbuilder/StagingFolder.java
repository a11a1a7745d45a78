package dev.sluice.modelbuilder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A folder beside the target in which a model is made, and which takes the target's place in one
/// rename when it is complete.
///
/// ```
/// open:    lock file → sweep dead builds → staging folder
/// publish: old target aside → staging folder renamed to target
/// close:   staging folder, old target and lock file deleted
/// ```
///
/// INVARIANT: a staging folder exists only while its lock file exists, and the lock is held only by
/// a live process. A crash at any point leaves at most the lock file, the staging folder and a
/// replaced target; the next build beside it gets the lock, since the operating system let go of
/// it, and deletes all three.
final class StagingFolder implements AutoCloseable {
    private static final String LOCK = ".build-lock";
    private static final String STAGING = ".building";
    private static final String REPLACED = ".replaced";

    private final Path target;
    private final Path stem;
    private final FileChannel lock;

    private StagingFolder(Path target, Path stem, FileChannel lock) {
        this.target = target;
        this.stem = stem;
        this.lock = lock;
    }

    /// Prepares to make `target`, whose parents are created; refuses a target that exists and is
    /// not a model folder.
    static StagingFolder beside(Path target) throws IOException {
        Path absolute = target.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        if (parent == null) {
            throw new FileAlreadyExistsException(
                    target.toString(), null, "a model cannot replace the root folder");
        }
        requireReplaceable(absolute);
        Files.createDirectories(parent);
        Path stem = parent.resolve(".%s.%s".formatted(absolute.getFileName(), randomName()));
        FileChannel lock = FileChannel.open(withSuffix(stem, LOCK), writeNew());
        StagingFolder staging = new StagingFolder(absolute, stem, lock);
        try {
            staging.start();
            return staging;
        } catch (IOException | RuntimeException failure) {
            staging.close();
            throw failure;
        }
    }

    /// Where to write.
    Path path() {
        return withSuffix(stem, STAGING);
    }

    /// Puts the staging folder in the target's place. Readers that have the old files open keep
    /// them.
    void publish() throws IOException {
        requireReplaceable(target);
        if (Files.exists(target)) {
            Files.move(target, withSuffix(stem, REPLACED), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(path(), target, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Deletes whatever of the build is left: everything after a failure, the replaced target and
    /// the lock after success.
    @Override
    public void close() throws IOException {
        deleteRemains(stem);
        lock.close();
    }

    private void start() throws IOException {
        if (tryLock(lock) == null) {
            throw new IOException(
                    "%s is locked by another process".formatted(withSuffix(stem, LOCK)));
        }
        sweep();
        Files.createDirectory(path());
    }

    /// Deletes what crashed builds of the same target left behind.
    private void sweep() throws IOException {
        String pattern = ".%s.*%s".formatted(globEscaped(target.getFileName().toString()), LOCK);
        try (DirectoryStream<Path> locks =
                Files.newDirectoryStream(stem.resolveSibling(""), pattern)) {
            for (Path file : locks) {
                sweep(file);
            }
        }
    }

    private void sweep(Path lockFile) throws IOException {
        if (lockFile.equals(withSuffix(stem, LOCK))) {
            return;
        }
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE)) {
            if (tryLock(channel) != null) {
                String name = lockFile.getFileName().toString();
                deleteRemains(
                        lockFile.resolveSibling(name.substring(0, name.length() - LOCK.length())));
            }
        } catch (NoSuchFileException finished) {
            // Another build ended meanwhile and cleaned up itself.
        }
    }

    private static void deleteRemains(Path stem) throws IOException {
        deleteTree(withSuffix(stem, STAGING));
        deleteTree(withSuffix(stem, REPLACED));
        Files.deleteIfExists(withSuffix(stem, LOCK));
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    /// Why so strict: a mistyped output path must never cost someone a folder.
    private static void requireReplaceable(Path target) throws IOException {
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        boolean isFolder = Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS);
        if (!isFolder || !(Files.exists(target.resolve(Manifest.FILE_NAME)) || isEmpty(target))) {
            throw new FileAlreadyExistsException(
                    target.toString(), null, "it is not a model folder, so it is not replaced");
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    private static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> entries = Files.walk(root)) {
            deepestFirst = entries.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path entry : deepestFirst) {
            Files.deleteIfExists(entry);
        }
    }

    private static StandardOpenOption[] writeNew() {
        return new StandardOpenOption[] {StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE};
    }

    private static Path withSuffix(Path stem, String suffix) {
        return stem.resolveSibling(stem.getFileName() + suffix);
    }

    private static String randomName() {
        return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    }

    private static String globEscaped(String name) {
        return name.replaceAll("[\\\\*?\\[\\]{}]", "\\\\$0");
    }
}
