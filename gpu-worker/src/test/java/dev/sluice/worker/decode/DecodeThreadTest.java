package dev.sluice.worker.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.worker.sampling.Logprobs;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DecodeThreadTest {
    private static final EngineShape SHAPE = new EngineShape(2, 64, 16, 50);

    /// Lets another thread wait for the end, and breaks the loop from inside if told to.
    private static final class Waiter implements TokenListener {
        private final CompletableFuture<SequenceOutcome> ended = new CompletableFuture<>();
        private final CompletableFuture<Thread> firstToken = new CompletableFuture<>();

        @Override
        public TokenVerdict onToken(
                SequenceRequest request, int position, int tokenId, @Nullable Logprobs logprobs) {
            firstToken.complete(Thread.currentThread());
            return TokenVerdict.CONTINUE;
        }

        @Override
        public void onFinished(SequenceRequest request, SequenceOutcome outcome) {
            ended.complete(outcome);
        }
    }

    @Test
    void runsWhatIsAdmittedOnItsOwnThread() throws Exception {
        // Given
        DecodeLoop loop = loop(_ -> {});
        Waiter waiter = new Waiter();
        try (DecodeThread thread = DecodeThread.start(loop, _ -> {})) {
            // When
            loop.admit(Sequences.greedy(1, 5, 8), waiter);
            // Then
            assertThat(waiter.ended.get(20, TimeUnit.SECONDS).failure()).isNull();
            assertThat(waiter.firstToken.join().getName()).isEqualTo("sluice-engine");
            assertThat(thread.death()).isEmpty();
        }
    }

    @Test
    void endsOpenSequencesWhenItIsClosed() {
        // Given
        DecodeLoop loop = loop(_ -> {});
        Waiter waiter = new Waiter();
        DecodeThread thread = DecodeThread.start(loop, _ -> {});
        thread.close();
        // When
        Admission late = loop.admit(Sequences.greedy(1, 5, 8), waiter);
        // Then
        assertThat(late)
                .isEqualTo(
                        Admission.refused(Admission.Reason.STOPPED, "the decode loop has stopped"));
        assertThat(waiter.ended).isNotDone();
    }

    @Test
    void diesWithItsSequencesToldWhenAStepHasAFault() throws Exception {
        // Given
        CompletableFuture<Throwable> death = new CompletableFuture<>();
        DecodeLoop loop =
                loop(_ -> {
                    throw new IllegalStateException("a fault of the program");
                });
        Waiter waiter = new Waiter();
        DecodeThread thread = DecodeThread.start(loop, death::complete);
        // When
        loop.admit(Sequences.greedy(1, 5, 50), waiter);
        // Then
        assertThat(death.get(20, TimeUnit.SECONDS)).hasMessage("a fault of the program");
        assertThat(waiter.ended.get(20, TimeUnit.SECONDS).reason()).isEqualTo(FinishReason.ERROR);
        assertThat(thread.death()).isPresent();
        thread.close();
    }

    @Test
    void endsEverySequenceOnceWhileManyThreadsAdmitAndCancel() throws Exception {
        // Given
        DecodeLoop loop = loop(_ -> {});
        AtomicInteger acceptedCount = new AtomicInteger();
        AtomicInteger endedCount = new AtomicInteger();
        List<Callable<Void>> callers = new ArrayList<>();
        for (int caller = 0; caller < 6; caller++) {
            int first = caller * 10_000;
            callers.add(() -> {
                for (int i = first; i < first + 3000; i++) {
                    admitAndCancel(loop, i, acceptedCount, endedCount);
                }
                return null;
            });
        }
        // When
        try (DecodeThread thread = DecodeThread.start(loop, _ -> {});
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> caller : executor.invokeAll(callers)) {
                caller.get();
            }
            assertThat(thread.death()).isEmpty();
        }
        // Then: closing the thread ended the rest
        assertThat(acceptedCount.get()).isPositive();
        assertThat(endedCount).hasValue(acceptedCount.get());
        assertThat(loop.openKeys()).isEmpty();
    }

    /// Every second one is cancelled, at once or while another is admitted.
    private static void admitAndCancel(
            DecodeLoop loop, int number, AtomicInteger acceptedCount, AtomicInteger endedCount) {
        Waiter waiter = new Waiter();
        var _ = waiter.ended.thenAccept(_ -> endedCount.incrementAndGet());
        SequenceRequest request = Sequences.greedy(number, 3, 4);
        if (loop.admit(request, waiter) instanceof Admission.Accepted) {
            acceptedCount.incrementAndGet();
        }
        if (number % 2 == 0) {
            loop.cancel(request.key());
        }
        loop.cancel(Sequences.key(number - 1));
    }

    private static DecodeLoop loop(StepObserver observer) {
        SimulatedEngine engine = new SimulatedEngine(SHAPE);
        return new DecodeLoop(engine, DecodeOptions.DEFAULT, observer, () -> 0);
    }
}
