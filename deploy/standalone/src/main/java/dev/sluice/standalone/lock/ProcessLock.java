package dev.sluice.standalone.lock;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// An exclusive lock on a file, which names its holder: the first line is the process id. The file
/// stays when the lock is dropped, so that nobody locks a file that is being deleted.
public final class ProcessLock implements AutoCloseable {
    /// Far beyond the text: where locks are mandatory, the text stays readable for others.
    private static final long LOCKED_POSITION = Long.MAX_VALUE - 1;

    private final FileChannel channel;

    private ProcessLock(FileChannel channel) {
        this.channel = channel;
    }

    /// What came of asking for the lock.
    public sealed interface Outcome {}

    public record Acquired(ProcessLock lock) implements Outcome {}

    /// Another process has it; `holder` is its process id as the file names it, or "unknown".
    public record HeldBy(String holder) implements Outcome {}

    /// Takes the lock on `file`, which is made with its folder if need be, or says who has it.
    public static Outcome acquire(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        var channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            if (tryLock(channel) == null) {
                channel.close();
                return new HeldBy(holderIn(file));
            }
            writeHolder(channel);
            return new Acquired(new ProcessLock(channel));
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(LOCKED_POSITION, 1, false);
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private static void writeHolder(FileChannel channel) throws IOException {
        channel.truncate(0);
        var holder = ProcessHandle.current().pid() + "\n";
        channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.US_ASCII)), 0);
        channel.force(false);
    }

    private static String holderIn(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.US_ASCII)
                .lines()
                .findFirst()
                .filter(line -> !line.isBlank())
                .orElse("unknown");
    }
}
