package dev.sluice.scheduler.kafka;

import dev.sluice.contracts.json.EventCodec;
import dev.sluice.runtime.kafka.EventSender;
import dev.sluice.runtime.kafka.FetchPace;
import dev.sluice.runtime.kafka.KafkaSettings;
import dev.sluice.scheduler.loop.LoopObserver;
import dev.sluice.scheduler.loop.LoopSettings;
import dev.sluice.scheduler.loop.LoopStatus;
import dev.sluice.scheduler.loop.Ports;
import dev.sluice.scheduler.loop.SchedulerLoop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// A scheduler at work: the loop's thread and the three pumps. Starting does not wait for a broker.
public final class SchedulerProcess implements AutoCloseable {
    private static final String NAME = "sluice-scheduler";

    /// A write that a broker has not taken for so long is given up, and the state with it: what was
    /// decided that long ago need not be true any more.
    private static final Duration DELIVERY_TIMEOUT = Duration.ofMinutes(2);

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

    /// Nobody waits for what the log says but who needs a slot that has become free, or its cancel.
    /// Few streams' tokens are fetched with one request for several steps, many streams' with one
    /// for each rest.
    private static final FetchPace LOG_PACE =
            new FetchPace(16 * 1024, Duration.ofMillis(60), KafkaSettings.FETCH_BYTES_MAX);

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
        var consumer = kafka.steadyGroupConsumer(NAME + "-prompts", NAME, settings.awayMax());
        var promptPump = new PromptPump(consumer, records, inbox, clock);
        var logConsumer = kafka.freeConsumer(NAME + "-log", LOG_PACE);
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
