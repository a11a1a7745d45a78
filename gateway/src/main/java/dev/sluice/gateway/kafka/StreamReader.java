package dev.sluice.gateway.kafka;

import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.contracts.json.Decoded;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.streaming.OpenStreams;
import dev.sluice.gateway.streaming.PartitionBook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;

/// Reads the live end of `stream` for all open streams, on one thread.
///
/// 1. Follow the [PartitionBook]: take on what is wanted, at its end; drop what is not.
/// 2. Poll, and deliver each record to its readers here.
/// 3. Tell those who reopen streams where the reading stands.
///
/// Positions are kept apart from the client: a fresh client goes on where the last one stood.
final class StreamReader implements Loop.Body {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration POSITION_PATIENCE = Duration.ofSeconds(2);
    private static final long IDLE_MILLIS = 50;

    private final LoopClient client;
    private final EventCodec codec;
    private final PartitionBook book;
    private final OpenStreams openStreams;
    private final MalformedRecords malformed;
    private final Queue<Question> questions = new ConcurrentLinkedQueue<>();

    /// Owned by the loop's thread.
    private final Map<Integer, Long> positions = new HashMap<>();

    /// Who asks has read the partition up to `from`.
    private record Question(int partition, long from, CompletableFuture<Long> answer) {}

    StreamReader(
            Supplier<Consumer<byte[], byte[]>> clients,
            EventCodec codec,
            PartitionBook book,
            OpenStreams openStreams,
            MalformedRecords malformed) {
        this.client = new LoopClient(clients);
        this.codec = codec;
        this.book = book;
        this.openStreams = openStreams;
        this.malformed = malformed;
    }

    /// Makes sure that a wanted partition is read on from offset `from`, and tells from which
    /// offset on every record of it will be delivered: the asker reads what is missing in between.
    /// Completes on the reader's thread.
    CompletableFuture<Long> readOn(int partition, long from) {
        Question question = new Question(partition, from, new CompletableFuture<>());
        questions.add(question);
        wake();
        return question.answer();
    }

    @Override
    public void step() throws InterruptedException {
        Consumer<byte[], byte[]> consumer = client.open(this::goOn);
        follow(consumer);
        answerQuestions();
        if (positions.isEmpty()) {
            Thread.sleep(IDLE_MILLIS);
            return;
        }
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
        for (ConsumerRecord<byte[], byte[]> polledRecord : polled) {
            deliver(polledRecord);
            positions.put(polledRecord.partition(), polledRecord.offset() + 1);
        }
    }

    private void goOn(Consumer<byte[], byte[]> consumer) {
        consumer.assign(assignment());
        positions.forEach(
                (partition, position) -> consumer.seek(streamPartition(partition), position));
    }

    private void follow(Consumer<byte[], byte[]> consumer) {
        if (positions.keySet().removeIf(book::retire)) {
            consumer.assign(assignment());
        }
        for (int partition : book.wanted()) {
            if (!positions.containsKey(partition)) {
                takeOn(consumer, partition);
            }
        }
    }

    /// At the place where somebody asks for it, else at the end.
    private void takeOn(Consumer<byte[], byte[]> consumer, int partition) {
        TopicPartition added = streamPartition(partition);
        List<TopicPartition> all = new ArrayList<>(assignment());
        all.add(added);
        consumer.assign(all);
        try {
            positions.put(partition, startOn(consumer, added));
            book.markReadable(partition);
        } catch (TimeoutException | WakeupException nextRound) {
            consumer.assign(assignment());
        }
    }

    private long startOn(Consumer<byte[], byte[]> consumer, TopicPartition added) {
        OptionalLong asked =
                questions.stream()
                        .filter(question -> question.partition() == added.partition())
                        .mapToLong(Question::from)
                        .min();
        if (asked.isPresent()) {
            consumer.seek(added, asked.getAsLong());
            return asked.getAsLong();
        }
        consumer.seekToEnd(List.of(added));
        return consumer.position(added, POSITION_PATIENCE);
    }

    private List<TopicPartition> assignment() {
        return positions.keySet().stream().map(StreamReader::streamPartition).toList();
    }

    private void answerQuestions() {
        questions.removeIf(question -> {
            Long position = positions.get(question.partition());
            if (position != null) {
                question.answer().complete(position);
            }
            return question.answer().isDone();
        });
    }

    private void deliver(ConsumerRecord<byte[], byte[]> polledRecord) {
        switch (codec.decode(StreamEvent.class, polledRecord.value())) {
            case Decoded.Valid<StreamEvent> valid ->
                    openStreams.deliver(valid.event(), polledRecord.offset());
            case Decoded.Malformed<StreamEvent> bad -> {
                if (book.isOwned(polledRecord.partition())) {
                    malformed.put(polledRecord, bad.reason());
                }
            }
        }
    }

    @Override
    public void reset() {
        client.reset();
    }

    @Override
    public void wake() {
        client.wake();
    }

    static TopicPartition streamPartition(int partition) {
        return new TopicPartition(Topic.STREAM.topicName(), partition);
    }
}
