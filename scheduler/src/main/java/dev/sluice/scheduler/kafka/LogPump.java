package dev.sluice.scheduler.kafka;

import dev.sluice.contracts.topic.Topic;
import dev.sluice.scheduler.loop.Input.LogCaughtUp;
import dev.sluice.scheduler.loop.Input.LogRewound;
import dev.sluice.scheduler.loop.LogSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/// Reads `tokens` and `control`: from their ends at first, and again from further back whenever a
/// shard is taken. Shards that were there before get those records twice and take them once.
final class LogPump implements Pump, LogSource {
    private static final List<String> TOPICS =
            List.of(Topic.TOKENS.topicName(), Topic.CONTROL.topicName());

    private record Rewind(long rewind, Instant from) {}

    private record Target(long rewind, Map<TopicPartition, Long> ends) {}

    private final FreeReader reader;
    private final RecordReader records;
    private final InputSink inbox;
    private final Queue<Rewind> asked = new ConcurrentLinkedQueue<>();
    private final List<Target> targets = new ArrayList<>();

    LogPump(Consumer<byte[], byte[]> consumer, RecordReader records, InputSink inbox) {
        this.reader = new FreeReader(consumer);
        this.records = records;
        this.inbox = inbox;
    }

    @Override
    public void rewind(long rewind, Instant from) {
        asked.add(new Rewind(rewind, from));
    }

    @Override
    public void step() {
        if (!reader.isAssigned()) {
            reader.assign(TOPICS);
            reader.seekToEnd();
        }
        rewindAsAsked();
        for (ConsumerRecord<byte[], byte[]> source : reader.poll()) {
            boolean isToken = source.topic().equals(Topic.TOKENS.topicName());
            inbox.put(isToken ? records.token(source) : records.control(source));
        }
        tellCaughtUp();
    }

    /// One that fails is tried again in the next step.
    private void rewindAsAsked() {
        for (Rewind next = asked.peek(); next != null; next = asked.peek()) {
            reader.seekBack(next.from().toEpochMilli());
            targets.add(new Target(next.rewind(), reader.ends()));
            inbox.put(new LogRewound(next.rewind()));
            asked.remove();
        }
    }

    private void tellCaughtUp() {
        for (Target target : List.copyOf(targets)) {
            if (reader.hasReached(target.ends())) {
                targets.remove(target);
                inbox.put(new LogCaughtUp(target.rewind()));
            }
        }
    }

    @Override
    public void wakeUp() {
        reader.wakeUp();
    }

    @Override
    public void close() {
        reader.close();
    }
}
