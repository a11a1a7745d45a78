package dev.sluice.scheduler.kafka;

import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.runtime.kafka.EventSender;
import dev.sluice.runtime.kafka.KafkaSettings;
import dev.sluice.scheduler.loop.LoopObserver;
import dev.sluice.scheduler.loop.LoopSettings;
import dev.sluice.scheduler.loop.LoopStatus;
import dev.sluice.scheduler.loop.Ports;
import dev.sluice.scheduler.loop.SchedulerLoop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// A scheduler at work: the loop's thread and the three pumps. Starting does not wait for a broker.
public final class SchedulerProcess implements AutoCloseable {
    private static final String NAME = "sluice-scheduler";

    /// A write that a broker has not taken for so long is given up, and the state with it: what was
    /// decided that long ago need not be true any more.
    private static final Duration DELIVERY_TIMEOUT = Duration.ofMinutes(2);

    private static final int POLL_RECORDS_MAX = 500;
    private static final int HEARTBEATS_PER_SESSION = 3;
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    /// Nobody waits for what the log says but who needs a slot that has become free, or its cancel.
    /// Few streams' tokens are fetched with one request for several steps, many streams' with one
    /// for each rest.
    private static final Duration LOG_PATIENCE = Duration.ofMillis(40);

    private static final int LOG_BYTES_ENOUGH = 8 * 1024;
    private static final Duration LOG_REST = Duration.ofMillis(5);

    private final BoundedInbox inbox = new BoundedInbox();
    private final KafkaOutbox outbox;
    private final SchedulerLoop loop;
    private final Thread loopThread;
    private final PumpThread prompts;
    private final List<PumpThread> readers;

    /// The settings' `awayMax` is the group's session timeout too.
    public SchedulerProcess(
            KafkaSettings kafka,
            EventCodec codec,
            LoopSettings settings,
            LoopObserver observer,
            InstantSource clock) {
        outbox =
                new KafkaOutbox(
                        () -> new EventSender(kafka.producer(NAME, DELIVERY_TIMEOUT), codec),
                        codec);
        RecordReader records = new RecordReader(codec, outbox::setAside);
        var consumer = groupConsumer(kafka, settings.awayMax());
        var promptPump = new PromptPump(consumer, records, inbox, clock);
        var logConsumer = kafka.patientConsumer(NAME + "-log", LOG_BYTES_ENOUGH, LOG_PATIENCE);
        var logPump = new LogPump(logConsumer, records, inbox);
        var workerPump =
                new WorkerPump(kafka.freeConsumer(NAME + "-workers"), records, inbox, clock);
        loop =
                new SchedulerLoop(
                        settings, new Ports(inbox, promptPump, logPump, outbox, observer, clock));
        loopThread = Thread.ofPlatform().name("scheduler-loop").daemon().unstarted(loop::run);
        prompts = new PumpThread("scheduler-prompts", promptPump);
        readers =
                List.of(
                        new PumpThread("scheduler-log", logPump, LOG_REST),
                        new PumpThread("scheduler-workers", workerPump));
    }

    /// Like the other group consumers, but found dead sooner, and keeping its partitions when
    /// another member comes.
    private static Consumer<byte[], byte[]> groupConsumer(
            KafkaSettings kafka, Duration sessionTimeout) {
        int sessionMillis = Math.toIntExact(sessionTimeout.toMillis());
        Map<String, Object> settings = new HashMap<>(kafka.admin(NAME + "-prompts"));
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, NAME);
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, sessionMillis);
        settings.put(
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                sessionMillis / HEARTBEATS_PER_SESSION);
        settings.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS_MAX);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Topic.RECORD_BYTES_MAX);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return new KafkaConsumer<>(
                settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    public void start() {
        loopThread.start();
        readers.forEach(PumpThread::start);
        prompts.start();
    }

    /// Whether all threads live.
    public boolean isRunning() {
        return loopThread.isAlive()
                && prompts.isAlive()
                && readers.stream().allMatch(PumpThread::isAlive);
    }

    public LoopStatus status() {
        return loop.status();
    }

    /// Leaves the group while the loop still runs, so that it ends each shard in good order.
    @Override
    public void close() {
        prompts.close();
        loopThread.interrupt();
        inbox.close();
        try {
            loopThread.join(CLOSE_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        readers.forEach(PumpThread::close);
        outbox.close();
    }
}
