package dev.sluice.worker.remote;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One HTTP request, read on a virtual thread of its own. What is read is handed over, at most
/// [#CHUNKS_WAITING_MAX] ahead of who takes it; then the server has to wait.
final class RemoteStream {
    static final int CHUNKS_WAITING_MAX = 64;

    private static final String DONE = "[DONE]";

    private final RemoteServer server;
    private final int[] promptTokens;
    private final int lineBytesMax;
    private final Consumer<Chunk> onChunk;
    private final Consumer<@Nullable RemoteFailure> onClosed;
    private final Semaphore room = new Semaphore(CHUNKS_WAITING_MAX);
    private final Thread thread;
    private volatile long heardNanos = System.nanoTime();

    /// Both are called on the stream's thread.
    ///
    /// @param promptTokens a [RemoteCall]
    /// @param onClosed last of all, with what ended it if it did not end by itself; the connection
    ///   is closed then
    RemoteStream(
            RemoteServer server,
            int[] promptTokens,
            int lineBytesMax,
            Consumer<Chunk> onChunk,
            Consumer<@Nullable RemoteFailure> onClosed) {
        this.server = server;
        this.promptTokens = promptTokens;
        this.lineBytesMax = lineBytesMax;
        this.onChunk = onChunk;
        this.onClosed = onClosed;
        this.thread = Thread.ofVirtual().name("remote-stream").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// Closes the connection, wherever the exchange stands. Does not wait.
    void cancel() {
        thread.interrupt();
    }

    /// A chunk was taken.
    void onTaken() {
        room.release();
    }

    /// When the server last sent a line, of whatever kind.
    long heardNanos() {
        return heardNanos;
    }

    private void run() {
        RemoteFailure failure = RemoteFailure.lost("the call ended by a fault of this program");
        try {
            read();
            failure = null;
        } catch (RemoteFailure e) {
            failure = e;
        } catch (IOException e) {
            failure = RemoteServer.unreachable(e);
        } catch (InterruptedException e) {
            failure = RemoteFailure.lost("the call was broken off here");
        } finally {
            onClosed.accept(failure);
        }
    }

    private void read() throws IOException, RemoteFailure, InterruptedException {
        try (InputStream body = server.open(RemoteCall.ofPromptTokens(promptTokens))) {
            var events = new ServerEvents(body, lineBytesMax, this::onLine);
            String data = events.next();
            while (data != null && !data.equals(DONE)) {
                Chunk chunk = ChunkReader.read(data);
                room.acquire();
                onChunk.accept(chunk);
                data = events.next();
            }
        }
    }

    private void onLine() {
        heardNanos = System.nanoTime();
    }
}
