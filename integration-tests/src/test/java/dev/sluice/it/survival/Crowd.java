package dev.sluice.it.survival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.client.Chat;
import dev.sluice.it.client.Gateway;
import dev.sluice.it.kafka.KafkaProbe;
import dev.sluice.it.survival.PersistentClient.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/// Many [PersistentClient]s at once, each on a thread of its own. At most `atOnceMax` have a
/// request open; the others follow as these are answered.
final class Crowd implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final ExecutorService threads;
    private final List<Gateway> gateways;
    private final AtomicInteger textCount = new AtomicInteger();
    private final List<Future<Answer>> answers = new ArrayList<>();

    Crowd(List<Gateway> gateways, int atOnceMax) {
        this.gateways = gateways;
        this.threads = Executors.newFixedThreadPool(atOnceMax, Thread.ofVirtual().factory());
    }

    void ask(Chat chat) {
        var client = new PersistentClient(gateways, answers.size(), textCount);
        answers.add(threads.submit(() -> client.ask(chat)));
    }

    int textCount() {
        return textCount.get();
    }

    /// Waits until all clients together have got this many pieces of text.
    void awaitTexts(int count) {
        Awaitility.await(count + " pieces of text")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> textCount.get() >= count || isAnswered());
    }

    boolean isAnswered() {
        return answers.stream().allMatch(Future::isDone);
    }

    /// Waits for every answer, and holds each against the log: complete, in order, once, with one
    /// result.
    List<Answer> awaitSoundAnswers(KafkaProbe kafka) {
        List<Answer> all = awaitAnswers();
        Ledger ledger = Ledger.read(kafka);
        assertThat(all.stream().flatMap(answer -> ledger.faultsOf(answer).stream())).isEmpty();
        assertThat(all.stream().map(Answer::errorCode)).containsOnlyNulls();
        return all;
    }

    private List<Answer> awaitAnswers() {
        long endNanos = System.nanoTime() + PATIENCE.toNanos();
        var all = new ArrayList<Answer>();
        for (Future<Answer> answer : answers) {
            try {
                all.add(answer.get(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS));
            } catch (ExecutionException e) {
                throw new AssertionError("a client gave up", e.getCause());
            } catch (TimeoutException e) {
                throw new AssertionError(
                        "%d of %d requests hang".formatted(openCount(), answers.size()), e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        return all;
    }

    private long openCount() {
        return answers.stream().filter(answer -> !answer.isDone()).count();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
