package dev.sluice.worker.remote;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import dev.sluice.worker.decode.FinishReason;
import dev.sluice.worker.decode.SequenceKey;
import dev.sluice.worker.decode.SequenceOutcome;
import dev.sluice.worker.decode.SequenceRequest;
import dev.sluice.worker.decode.StepObserver;
import dev.sluice.worker.decode.StepReport;
import dev.sluice.worker.decode.SteppedBatch;
import dev.sluice.worker.decode.TokenListener;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sequences in slots, each one request to the server. The engine thread's.
///
/// ```
///           slot free          chunks, then the connection's end
/// waiting ────────────▶ running ────────────────────────────────▶ over
///     └───────────────────┴──────────── cancel, silence ──────────▲
/// ```
///
/// A slot is taken until the connection is closed, so the server never has more requests than there
/// are slots. What the server loses (it is away, it answers 5xx or 429, a stream breaks off or
/// falls silent) ends here without a word, for the scheduler to give to somebody else; and no new
/// requests are taken until the server has answered a question ([Reachability]). What it refuses
/// ends with an error, alone.
final class RemoteBatch implements SteppedBatch {
    /// Counts come right behind the end, or not at all.
    private static final long COUNTS_PATIENCE_NANOS = Duration.ofSeconds(2).toNanos();

    private static final Logger LOG = LoggerFactory.getLogger(RemoteBatch.class);

    private final RemoteServer server;
    private final RemoteLimits limits;
    private final Executor engine;
    private final StepObserver observer;
    private final Reachability reachability;
    private final Map<SequenceKey, RemoteRun> open = new LinkedHashMap<>();
    private final Deque<RemoteRun> waiting = new ArrayDeque<>();

    /// Connections that are not closed yet, of sequences that are over too.
    private int streamCount;

    private int tokensOfStep;
    private int promptTokensOfStep;
    private boolean hasNews;
    private boolean isUpReported = true;

    /// @param isServing asks the server whether it has the model; may take its time
    /// @param engine runs something on the engine thread
    RemoteBatch(
            RemoteServer server,
            RemoteLimits limits,
            BooleanSupplier isServing,
            Executor engine,
            StepObserver observer) {
        this.server = server;
        this.limits = limits;
        this.engine = engine;
        this.observer = observer;
        this.reachability =
                new Reachability(
                        isServing,
                        engine,
                        limits.probeInterval().toNanos(),
                        server.address(),
                        System.nanoTime());
    }

    @Override
    public void admit(SequenceRequest request, TokenListener listener, long nowNanos) {
        RemoteRun run = new RemoteRun(request, listener);
        open.put(request.key(), run);
        if (run.isFull()) {
            end(run, run.outcome(FinishReason.LENGTH, null));
            return;
        }
        waiting.add(run);
        fillFreeSlots();
    }

    private void fillFreeSlots() {
        while (!waiting.isEmpty() && streamCount < limits.slotCount()) {
            RemoteRun run = waiting.remove();
            streamCount++;
            promptTokensOfStep += run.request().promptTokenCount();
            hasNews = true;
            run.start(
                    new RemoteStream(
                            server,
                            run.request().promptTokens(),
                            limits.lineBytesMax(),
                            chunk -> engine.execute(() -> onChunk(run, chunk)),
                            failure -> engine.execute(() -> onClosed(run, failure))));
        }
    }

    private void onChunk(RemoteRun run, Chunk chunk) {
        RemoteStream stream = run.stream();
        if (stream != null) {
            stream.onTaken();
        }
        if (run.isOver()) {
            return;
        }
        int before = run.tokenCount();
        FinishReason ours;
        try {
            ours = run.onChunk(chunk);
        } catch (RuntimeException e) {
            end(run, failed(run, ErrorCode.INTERNAL, "a token could not be passed on", e));
            return;
        } finally {
            tokensOfStep += run.tokenCount() - before;
        }
        if (ours != null) {
            end(run, run.outcome(ours, null));
        } else if (chunk.finishReason() != null) {
            onFinishReason(run, chunk.finishReason());
        }
    }

    /// The words of OpenAI, and of servers that break a request off.
    private void onFinishReason(RemoteRun run, String word) {
        switch (word) {
            case "length" -> run.setFinishReason(FinishReason.LENGTH, System.nanoTime());
            case "abort", "error" -> lose(run, "the remote server broke the answer off");
            case "content_filter" -> {
                String message = "the remote server's content filter ended the answer";
                end(run, failed(run, ErrorCode.CONTENT_BLOCKED, message, null));
            }
            default -> run.setFinishReason(FinishReason.STOP, System.nanoTime());
        }
    }

    private void onClosed(RemoteRun run, @Nullable RemoteFailure failure) {
        streamCount--;
        FinishReason reason = run.finishReason();
        if (run.isOver()) {
            hasNews = true;
        } else if (reason != null) {
            end(run, run.outcome(reason, null));
        } else if (failure == null) {
            lose(run, "the remote server's stream ended without a reason");
        } else if (failure.isLost()) {
            lose(run, String.valueOf(failure.getMessage()));
        } else {
            end(run, run.outcome(FinishReason.ERROR, failure.toSluiceException()));
        }
        fillFreeSlots();
    }

    @Override
    public void cancel(SequenceKey key, long nowNanos) {
        RemoteRun run = open.get(key);
        if (run != null) {
            end(run, run.outcome(FinishReason.CANCELLED, null));
        }
    }

    @Override
    public int step(long nowNanos) {
        reachability.step(nowNanos);
        endSilent(nowNanos);
        int tokens = tokensOfStep;
        hasNews |= reachability.isUp() != isUpReported;
        if (hasNews || tokens > 0 || !open.isEmpty()) {
            report(System.nanoTime() - nowNanos);
        }
        return tokens;
    }

    private void endSilent(long nowNanos) {
        List<RemoteRun> silent = new ArrayList<>();
        open.values()
                .forEach(run -> {
                    Long dueNanos = silenceDueNanos(run);
                    if (dueNanos != null && dueNanos - nowNanos <= 0) {
                        silent.add(run);
                    }
                });
        for (RemoteRun run : silent) {
            FinishReason reason = run.finishReason();
            if (reason == null) {
                lose(
                        run,
                        "the remote server is silent for %d ms"
                                .formatted(limits.idleTimeout().toMillis()));
            } else {
                end(run, run.outcome(reason, null));
            }
        }
    }

    private @Nullable Long silenceDueNanos(RemoteRun run) {
        RemoteStream stream = run.stream();
        if (stream == null) {
            return null;
        }
        return run.finishReason() == null
                ? stream.heardNanos() + limits.idleTimeout().toNanos()
                : run.finishNanos() + COUNTS_PATIENCE_NANOS;
    }

    @Override
    public Long nextDueNanos() {
        long due = reachability.dueNanos();
        for (RemoteRun run : open.values()) {
            Long silenceDue = silenceDueNanos(run);
            if (silenceDue != null && silenceDue - due < 0) {
                due = silenceDue;
            }
        }
        return due;
    }

    @Override
    public void stop(String reason) {
        for (RemoteRun run : List.copyOf(open.values())) {
            end(run, failed(run, ErrorCode.ENGINE_FAILED, reason, null));
        }
    }

    /// Reported first: whoever hears that the sequence is gone hears that no slot is free.
    private void lose(RemoteRun run, String why) {
        LOG.atDebug()
                .addKeyValue("requestId", run.request().key().requestId())
                .addKeyValue("epoch", run.request().key().epoch())
                .addKeyValue("reason", why)
                .log("a request is handed back");
        reachability.onLost(System.nanoTime());
        report(0);
        end(run, run.outcome(FinishReason.LOST, null));
    }

    private static SequenceOutcome failed(
            RemoteRun run, ErrorCode code, String message, @Nullable RuntimeException cause) {
        var failure =
                cause == null
                        ? new SluiceException(code, message)
                        : new SluiceException(code, message, cause);
        return run.outcome(FinishReason.ERROR, failure);
    }

    private void end(RemoteRun run, SequenceOutcome outcome) {
        open.remove(run.request().key());
        waiting.remove(run);
        hasNews = true;
        RemoteStream stream = run.stream();
        if (stream != null) {
            stream.cancel();
        }
        try {
            run.tellEnd(outcome);
        } catch (RuntimeException failure) {
            observer.onListenerFailed(run.request().key(), failure);
        }
    }

    private void report(long stepNanos) {
        long cachedTokens = 0;
        for (RemoteRun run : open.values()) {
            cachedTokens += run.stream() == null ? 0 : run.cachedTokenCount();
        }
        isUpReported = reachability.isUp();
        observer.onStep(
                new StepReport(
                        open.size() - waiting.size(),
                        0,
                        waiting.size(),
                        isUpReported ? limits.slotCount() : 0,
                        cachedTokens,
                        0,
                        0,
                        promptTokensOfStep,
                        tokensOfStep,
                        0,
                        0,
                        stepNanos));
        promptTokensOfStep = 0;
        tokensOfStep = 0;
        hasNews = false;
    }
}
