package dev.sluice.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.contracts.event.TokenEvent.TokenGenerated;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.runtime.kafka.EventSender;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

final class TokenOutboxTest {
    private static final EventCodec CODEC = new EventCodec();
    private static final int CAPACITY = 3;

    private final SlowProducer producer = new SlowProducer();
    private final AtomicReference<Throwable> lost = new AtomicReference<>();
    private final TokenOutbox outbox =
            new TokenOutbox(new EventSender(producer, CODEC), lost::set, CAPACITY).start();

    /// Holds a flush until it is told to end, and notes how many records each one covered.
    private static final class SlowProducer extends MockProducer<byte[], byte[]> {
        final CountDownLatch flushing = new CountDownLatch(1);
        final CountDownLatch mayEnd = new CountDownLatch(1);
        final List<Integer> sentAtFlush = new ArrayList<>();

        SlowProducer() {
            super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
        }

        @Override
        public synchronized void flush() {
            sentAtFlush.add(history().size());
            flushing.countDown();
            try {
                assertThat(mayEnd.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            super.flush();
        }
    }

    @Test
    void stepsThatEndWhileARequestIsUnderWayShareTheNextOne() throws InterruptedException {
        // Given
        assertThat(put(1)).isTrue();
        outbox.release();
        producer.flushing.await();

        // When
        assertThat(put(2)).isTrue();
        outbox.release();
        assertThat(put(3)).isTrue();
        outbox.release();
        producer.mayEnd.countDown();
        outbox.close();

        // Then
        assertThat(producer.sentAtFlush).startsWith(1, 3);
        assertThat(indexesSent()).containsExactly(1, 2, 3);
    }

    @Test
    void refusesWhatIsBeyondItsBound() throws InterruptedException {
        // Given
        assertThat(put(0)).isTrue();
        outbox.release();
        producer.flushing.await();

        // When
        for (int i = 1; i <= CAPACITY; i++) {
            assertThat(put(i)).isTrue();
        }
        boolean isTaken = put(4);
        producer.mayEnd.countDown();
        outbox.close();

        // Then
        assertThat(isTaken).isFalse();
        assertThat(indexesSent()).containsExactly(0, 1, 2, 3);
    }

    @Test
    void sendsWhatNoStepReleased() throws InterruptedException {
        // When
        assertThat(put(1)).isTrue();

        // Then
        assertThat(producer.flushing.await(30, TimeUnit.SECONDS)).isTrue();
        producer.mayEnd.countDown();
        outbox.close();
        assertThat(indexesSent()).containsExactly(1);
    }

    @Test
    void tellsOfALostRecord() {
        // Given
        producer.sendException = new TimeoutException("no broker");
        producer.mayEnd.countDown();

        // When
        assertThat(put(1)).isTrue();
        outbox.close();

        // Then
        assertThat(lost.get()).isInstanceOf(TimeoutException.class);
    }

    @Test
    void nothingFollowsALostRecord() throws InterruptedException {
        // Given
        producer.sendException = new TimeoutException("given up");
        producer.mayEnd.countDown();
        assertThat(put(1)).isTrue();
        producer.flushing.await();
        producer.sendException = null;

        // When
        boolean isTaken = put(2);
        outbox.close();

        // Then
        assertThat(isTaken).isFalse();
        assertThat(indexesSent()).isEmpty();
    }

    /// On a partition of its own, by which it is told from the others.
    private boolean put(int index) {
        return outbox.put(index, null, token(index + 1));
    }

    private List<Integer> indexesSent() {
        return producer.history().stream().map(ProducerRecord::partition).toList();
    }

    private static TokenEvent token(int index) {
        return new TokenGenerated(
                "event/" + index,
                new RequestId("request"),
                new TenantId("tenant"),
                1,
                index,
                Instant.EPOCH,
                7,
                new SensitiveText("text"));
    }
}
