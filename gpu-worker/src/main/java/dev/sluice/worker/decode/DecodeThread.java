package dev.sluice.worker.decode;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The engine thread: the one platform thread that steps a [DecodeLoop]. Why a platform thread:
/// native calls would pin a virtual one, and ONNX Runtime's memory patterns want one caller.
///
/// The loop survives operating failures by itself. Anything else that comes out of a step is a
/// fault of the program; then the open sequences are ended, `onDeath` is told, and the thread ends:
/// a worker whose state is in doubt must not go on.
public final class DecodeThread implements Generator {
    /// Only how long a lost wake-up would go unnoticed; commands end the wait at once.
    private static final Duration IDLE_WAIT = Duration.ofMillis(500);

    private final DecodeLoop loop;
    private final Consumer<Throwable> onDeath;
    private final Thread thread;
    private volatile boolean isClosing;
    private volatile @Nullable Throwable death;

    private DecodeThread(DecodeLoop loop, Consumer<Throwable> onDeath) {
        this.loop = loop;
        this.onDeath = onDeath;
        this.thread = Thread.ofPlatform().name("sluice-engine").unstarted(this::run);
    }

    public static DecodeThread start(DecodeLoop loop, Consumer<Throwable> onDeath) {
        DecodeThread started = new DecodeThread(loop, onDeath);
        started.thread.start();
        return started;
    }

    @Override
    public Admission admit(SequenceRequest request, TokenListener listener) {
        return loop.admit(request, listener);
    }

    @Override
    public boolean cancel(SequenceKey key) {
        return loop.cancel(key);
    }

    @Override
    public Optional<Throwable> death() {
        return Optional.ofNullable(death);
    }

    /// Ends the thread after the step in progress; open sequences end with an error. The engine may
    /// be closed after this returned.
    @Override
    public void close() {
        isClosing = true;
        loop.wakeUp();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true; // The engine must not be closed under a running step.
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!isClosing) {
                if (loop.step() == 0) {
                    loop.await(IDLE_WAIT);
                }
            }
            loop.stop(stopped("the worker is stopping"));
        } catch (Throwable fault) {
            death = fault;
            loop.stop(stopped("the engine thread ended by a fault"));
            onDeath.accept(fault);
        }
    }

    private static SluiceException stopped(String message) {
        return new SluiceException(ErrorCode.ENGINE_FAILED, message);
    }
}
