package dev.sluice.worker.models;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/// The right to change one model of a store: one holder among all threads of all processes. The
/// operating system takes it back when a process dies. The lock file stays: deleting it would let
/// two processes hold locks on two files of one name.
final class StoreLock implements AutoCloseable {
    // Threads of one process: file locks do not tell them apart.
    private static final ConcurrentHashMap<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private final ReentrantLock threads;
    private final FileChannel channel;

    private StoreLock(ReentrantLock threads, FileChannel channel) {
        this.threads = threads;
        this.channel = channel;
    }

    /// Waits for the lock; `onWait` runs once when it is taken.
    static StoreLock acquire(Path file, Runnable onWait) throws IOException, InterruptedException {
        Path key = file.toAbsolutePath().normalize();
        ReentrantLock threads = THREADS.computeIfAbsent(key, _ -> new ReentrantLock());
        if (!threads.tryLock()) {
            onWait.run();
            threads.lockInterruptibly();
        }
        try {
            return new StoreLock(threads, lockedChannel(file, onWait));
        } catch (IOException | RuntimeException e) {
            threads.unlock();
            throw e;
        }
    }

    private static FileChannel lockedChannel(Path file, Runnable onWait) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                onWait.run();
                channel.lock();
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            threads.unlock();
        }
    }
}
