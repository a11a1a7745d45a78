package dev.sluice.gateway.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.event.StreamEvent;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class MailboxTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final StreamRecords records = StreamRecords.of("r-1");
    private final AtomicInteger wakes = new AtomicInteger();

    @Test
    void wakesASleepingReaderOnce() {
        // Given
        Mailbox mailbox = Mailbox.ofNew(10, wakes::incrementAndGet);

        // When
        mailbox.offer(records.started(), 0);
        mailbox.offer(records.text(1, "a"), 0);

        // Then
        assertThat(wakes).hasValue(1);
        assertThat(mailbox.poll()).isEqualTo(records.started());
        assertThat(mailbox.poll()).isEqualTo(records.text(1, "a"));
        assertThat(mailbox.poll()).isNull();
    }

    @Test
    void wakesAgainAfterTheReaderFoundNothing() {
        // Given
        Mailbox mailbox = Mailbox.ofNew(10, wakes::incrementAndGet);
        mailbox.offer(records.started(), 0);
        mailbox.poll();
        mailbox.poll();

        // When
        mailbox.offer(records.text(1, "a"), 0);

        // Then
        assertThat(wakes).hasValue(2);
    }

    @Test
    void holdsAsManyAsItsBoundAndCutsTheReaderOnePast() {
        // Given
        Mailbox mailbox = Mailbox.ofNew(3, wakes::incrementAndGet);
        for (int i = 1; i <= 3; i++) {
            mailbox.offer(records.text(i, "a"), 0);
        }
        assertThat(mailbox.cut()).isEmpty();

        // When
        mailbox.offer(records.text(4, "a"), 0);

        // Then
        assertThat(mailbox.cut()).contains(Cut.SLOW_READER);
        assertThat(wakes).hasValue(2);
    }

    @Test
    void liveRecordsFollowThePast() throws Exception {
        // Given
        Mailbox mailbox = Mailbox.ofReopened(10, wakes::incrementAndGet);
        mailbox.offer(records.text(2, "live"), 0);
        mailbox.put(records.started(), LONG);
        mailbox.put(records.text(1, "past"), LONG);

        // When
        mailbox.caughtUp(0);

        // Then
        assertThat(mailbox.poll()).isEqualTo(records.started());
        assertThat(mailbox.poll()).isEqualTo(records.text(1, "past"));
        assertThat(mailbox.poll()).isEqualTo(records.text(2, "live"));
    }

    /// The live thread was behind who read the past, and is once more when that is told.
    @Test
    void liveRecordsThatThePastHasAreNotReadAgain() throws Exception {
        // Given
        Mailbox mailbox = Mailbox.ofReopened(10, wakes::incrementAndGet);
        mailbox.offer(records.started(), 5);
        mailbox.offer(records.text(2, "behind a gap"), 6);
        mailbox.put(records.started(), LONG);
        mailbox.put(records.text(1, "past"), LONG);

        // When
        mailbox.caughtUp(8);
        mailbox.offer(records.text(1, "past"), 7);
        mailbox.offer(records.text(2, "copy"), 8);

        // Then
        assertThat(mailbox.poll()).isEqualTo(records.started());
        assertThat(mailbox.poll()).isEqualTo(records.text(1, "past"));
        assertThat(mailbox.poll()).isEqualTo(records.text(2, "copy"));
        assertThat(mailbox.poll()).isNull();
    }

    @Test
    void liveRecordsAreBoundedWhileThePastIsRead() {
        // Given
        Mailbox mailbox = Mailbox.ofReopened(1, wakes::incrementAndGet);
        mailbox.offer(records.text(1, "a"), 0);

        // When
        mailbox.offer(records.text(2, "a"), 0);

        // Then
        assertThat(mailbox.cut()).contains(Cut.SLOW_READER);
    }

    @Test
    void thePastWaitsForTheReader() throws Exception {
        // Given
        Mailbox mailbox = Mailbox.ofReopened(1, wakes::incrementAndGet);
        mailbox.put(records.started(), LONG);
        CompletableFuture<Boolean> second =
                CompletableFuture.supplyAsync(() -> put(mailbox, records.text(1, "a"), LONG));

        // When
        StreamEvent first = mailbox.poll();

        // Then
        assertThat(first).isEqualTo(records.started());
        assertThat(second.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(mailbox.poll()).isEqualTo(records.text(1, "a"));
    }

    @Test
    void thePastDoesNotWaitForEver() throws Exception {
        // Given
        Mailbox mailbox = Mailbox.ofReopened(1, wakes::incrementAndGet);
        mailbox.put(records.started(), LONG);

        // When
        boolean goesOn = mailbox.put(records.text(1, "a"), Duration.ofMillis(1));

        // Then
        assertThat(goesOn).isFalse();
        assertThat(mailbox.cut()).contains(Cut.SLOW_READER);
    }

    @Test
    void aClosedMailboxStopsThePast() throws Exception {
        // Given
        Mailbox mailbox = Mailbox.ofReopened(1, wakes::incrementAndGet);

        // When
        mailbox.close();

        // Then
        assertThat(mailbox.put(records.started(), LONG)).isFalse();
        assertThat(mailbox.poll()).isNull();
    }

    @Test
    void theFirstCutCounts() {
        // Given
        Mailbox mailbox = Mailbox.ofNew(1, wakes::incrementAndGet);
        mailbox.cut(Cut.GATEWAY_STOPS);

        // When
        mailbox.cut(Cut.LOG_UNAVAILABLE);
        mailbox.offer(records.started(), 0);

        // Then
        assertThat(mailbox.cut()).contains(Cut.GATEWAY_STOPS);
        assertThat(mailbox.poll()).isNull();
        assertThat(wakes).hasValue(1);
    }

    private static boolean put(Mailbox mailbox, StreamEvent event, Duration patience) {
        try {
            return mailbox.put(event, patience);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
