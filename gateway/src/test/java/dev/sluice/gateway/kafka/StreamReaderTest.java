package dev.sluice.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.metrics.GatewayMetrics;
import dev.sluice.gateway.streaming.Cut;
import dev.sluice.gateway.streaming.Desertion;
import dev.sluice.gateway.streaming.Mailbox;
import dev.sluice.gateway.streaming.OpenStreams;
import dev.sluice.gateway.streaming.PartitionBook;
import dev.sluice.gateway.streaming.StreamRecords;
import dev.sluice.runtime.kafka.KafkaSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.Test;

final class StreamReaderTest {
    private static final RequestId ID = new RequestId("r-1");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SimTopic topic = new SimTopic(Topic.STREAM, 4);
    private final PartitionBook book = new PartitionBook();
    private final OpenStreams openStreams = new OpenStreams(book);
    private final EventCodec codec = new EventCodec();
    private final StreamRecords records = StreamRecords.of("r-1");
    private final Mailbox mailbox = Mailbox.ofNew(100, () -> {});
    private final StreamReader reader =
            new StreamReader(
                    topic::consumer,
                    codec,
                    book,
                    openStreams,
                    new MalformedRecords(
                            new KafkaSettings("127.0.0.1:1"),
                            codec,
                            new GatewayMetrics(new SimpleMeterRegistry())));

    private void open() {
        openStreams.open(
                ID,
                TenantId.DEFAULT,
                openStreams.reserve().orElseThrow(),
                mailbox,
                Desertion.CANCEL);
    }

    private List<StreamEvent> received(Mailbox from) {
        List<StreamEvent> events = new ArrayList<>();
        for (StreamEvent event = from.poll(); event != null; event = from.poll()) {
            events.add(event);
        }
        return events;
    }

    @Test
    void standsAtTheEndBeforeNewStreamsAreLetIn() throws Exception {
        // Given
        topic.write(1, "r-0", StreamRecords.of("r-0").started());
        book.own(Set.of(1));
        assertThat(book.isReadyForNewStreams()).isFalse();

        // When
        reader.step();

        // Then
        assertThat(book.isReadyForNewStreams()).isTrue();
        assertThat(topic.newest().position(StreamReader.streamPartition(1))).isEqualTo(1);
    }

    @Test
    void deliversWhatComesAfterwards() throws Exception {
        // Given
        book.own(Set.of(1));
        reader.step();
        open();

        // When
        records.answer("a").forEach(event -> topic.write(1, "r-1", event));
        reader.step();

        // Then
        assertThat(received(mailbox)).isEqualTo(records.answer("a"));
    }

    @Test
    void goesOnWithALostPartitionUntilItsStreamEnds() throws Exception {
        // Given
        book.own(Set.of(1));
        reader.step();
        open();
        book.own(Set.of(2));
        reader.step();

        // When
        records.answer("a").forEach(event -> topic.write(1, "r-1", event));
        reader.step();
        openStreams.detach(ID, mailbox);
        reader.step();

        // Then
        assertThat(topic.newest().assignment()).containsExactly(StreamReader.streamPartition(2));
    }

    @Test
    void aFreshClientGoesOnWhereTheLastOneStood() throws Exception {
        // Given
        book.own(Set.of(1));
        reader.step();
        open();
        topic.write(1, "r-1", records.started());
        reader.step();
        topic.newest().failNext();
        assertThat(catching(reader::step)).isInstanceOf(KafkaException.class);
        reader.reset();
        topic.write(1, "r-1", records.text(1, "a"));

        // When
        reader.step();

        // Then
        assertThat(topic.consumerCount()).isEqualTo(2);
        assertThat(received(mailbox)).containsExactly(records.started(), records.text(1, "a"));
    }

    @Test
    void goesOnFromWhereAnAskerStands() throws Exception {
        // Given
        topic.write(3, "r-1", records.started());
        topic.write(3, "r-1", records.text(1, "a"));
        CompletableFuture<Long> position = reader.readOn(3, 1);
        reader.step();
        assertThat(position).isNotDone();

        // When
        openStreams.attach(ID, TenantId.DEFAULT, 3, mailbox);
        reader.step();

        // Then
        assertThat(position).isCompletedWithValue(1L);
        assertThat(received(mailbox)).containsExactly(records.text(1, "a"));
    }

    @Test
    void tellsAnAskerThatItIsFurtherAlready() throws Exception {
        // Given
        book.own(Set.of(3));
        topic.write(3, "r-1", records.started());
        reader.step();

        // When
        CompletableFuture<Long> position = reader.readOn(3, 0);
        round();
        round();

        // Then
        assertThat(position).isCompletedWithValue(1L);
    }

    @Test
    void aReopenedStreamHasItsPastAndThenWhatComes() throws Exception {
        // Given
        book.own(Set.of(1));
        reader.step();
        topic.write(1, "other", StreamRecords.of("other").started());
        topic.write(1, "r-1", records.started());
        topic.write(1, "r-1", records.text(1, "a"));
        reader.step();
        Mailbox late = Mailbox.ofReopened(100, () -> {});
        CompletableFuture<Void> replay = replaying(late);

        // When
        while (!replay.isDone()) {
            round();
        }
        topic.write(1, "r-1", records.finished(2));
        round();
        round();

        // Then
        replay.get();
        assertThat(received(late))
                .containsExactly(records.started(), records.text(1, "a"), records.finished(2));
    }

    @Test
    void aFinishedStreamNeedsNoLiveReading() throws Exception {
        // Given
        records.answer("a", "b").forEach(event -> topic.write(1, "r-1", event));
        Mailbox late = Mailbox.ofReopened(100, () -> {});
        CompletableFuture<Void> replay = replaying(late);

        // When
        while (!replay.isDone()) {
            round();
        }

        // Then
        replay.get();
        assertThat(received(late)).isEqualTo(records.answer("a", "b"));
    }

    @Test
    void aReopenedStreamWithAGapWaitsForTheCopies() throws Exception {
        // Given
        book.own(Set.of(1));
        reader.step();
        List<StreamEvent> answer = records.answer("a", "b");
        topic.write(1, "r-1", answer.get(0));
        topic.write(1, "r-1", answer.get(2));
        topic.write(1, "r-1", answer.get(3));
        reader.step();
        Mailbox late = Mailbox.ofReopened(100, () -> {});
        CompletableFuture<Void> replay = replaying(late);

        // When
        while (!replay.isDone()) {
            round();
        }
        assertThat(received(late)).containsExactly(answer.get(0));
        answer.forEach(event -> topic.write(1, "r-1", event));
        round();
        round();

        // Then
        assertThat(received(late)).isEqualTo(answer);
    }

    @Test
    void aStreamWhoseBeginningIsPastRetentionSaysSo() throws Exception {
        // Given
        List<StreamEvent> answer = records.answer("a", "b");
        answer.forEach(event -> topic.write(1, "r-1", event));
        topic.deleteBefore(1, 2);
        Mailbox late = Mailbox.ofReopened(100, () -> {});

        // When
        CompletableFuture<Void> replay = replaying(late, 2);
        while (!replay.isDone()) {
            round();
        }

        // Then
        assertThat(late.cut()).contains(Cut.EXPIRED);
    }

    @Test
    void recordsOfAnotherTenantUnderTheSameIdAreNotShown() throws Exception {
        // Given
        var foreign = new StreamRecords(ID, new TenantId("other"), false);
        foreign.answer("secret").forEach(event -> topic.write(1, "r-1", event));
        Mailbox late = Mailbox.ofReopened(100, () -> {});
        CompletableFuture<Void> replay = replaying(late);

        // When
        while (!replay.isDone()) {
            round();
        }

        // Then
        assertThat(received(late)).isEmpty();
    }

    /// As the loop does it.
    private void round() throws InterruptedException {
        try {
            reader.step();
        } catch (WakeupException woken) {
            // The next round sees why.
        }
    }

    private CompletableFuture<Void> replaying(Mailbox late) {
        return replaying(late, 0);
    }

    private CompletableFuture<Void> replaying(Mailbox late, long start) {
        var replay = new StreamReplay(ID, TenantId.DEFAULT, late, codec, PATIENCE);
        LogScan scan = new LogScan(topic.consumer(), StreamReader.streamPartition(1), PATIENCE);
        return CompletableFuture.runAsync(() -> run(replay, scan, start));
    }

    private void run(StreamReplay replay, LogScan scan, long start) {
        try {
            replay.run(scan, start, 1, openStreams, reader);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private static Throwable catching(Step step) {
        return org.assertj.core.api.Assertions.catchThrowable(step::run);
    }
}
