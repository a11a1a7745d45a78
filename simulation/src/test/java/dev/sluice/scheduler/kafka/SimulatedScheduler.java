package dev.sluice.scheduler.kafka;

import dev.sluice.contracts.topic.Topic;
import dev.sluice.runtime.kafka.EventSender;
import dev.sluice.scheduler.batching.BatchingSettings;
import dev.sluice.scheduler.lease.LeaseSettings;
import dev.sluice.scheduler.loop.Inbox;
import dev.sluice.scheduler.loop.Input;
import dev.sluice.scheduler.loop.LoopObserver;
import dev.sluice.scheduler.loop.LoopSettings;
import dev.sluice.scheduler.loop.Ports;
import dev.sluice.scheduler.loop.RejectedRecord;
import dev.sluice.scheduler.loop.SchedulerLoop;
import dev.sluice.scheduler.placement.PlacementSettings;
import dev.sluice.scheduler.queueing.QueueingSettings;
import dev.sluice.scheduler.queueing.TenantWeights;
import dev.sluice.scheduler.shard.DeadLetter;
import dev.sluice.scheduler.shard.ShardEvent;
import dev.sluice.scheduler.shard.ShardSettings;
import dev.sluice.simulation.SimNode;
import dev.sluice.simulation.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/// One scheduler process: the loop and its three pumps, as [SchedulerProcess] puts them together.
public final class SimulatedScheduler extends SimNode {
    public static final int ATTEMPTS_MAX = 3;
    private static final int WAITING_MAX = 3;
    private static final int PUMP_RESTS_OF = 4;
    private static final Duration AWAY_MAX = Duration.ofSeconds(6);

    private @Nullable SchedulerLoop loop;
    private @Nullable PromptPump prompts;
    private List<Pump> pumps = List.of();

    public SimulatedScheduler(String name, World world, SplittableRandom random) {
        super(name, world, random);
    }

    private static LoopSettings settings() {
        var shard =
                new ShardSettings(
                        new QueueingSettings(
                                WAITING_MAX, WAITING_MAX, 1_000_000, 1_000, 3, TenantWeights.ALIKE),
                        new BatchingSettings(2, 2, 1, Duration.ofMillis(30), 100_000),
                        new PlacementSettings(34, 50, 2),
                        new LeaseSettings(
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(5),
                                ATTEMPTS_MAX));
        return new LoopSettings(shard, AWAY_MAX, Duration.ofMinutes(1));
    }

    @Override
    protected boolean waitsForBroker() {
        return true;
    }

    @Override
    protected void begin() {
        Arrivals arrivals = new Arrivals();
        KafkaOutbox outbox =
                new KafkaOutbox(
                        () -> new EventSender(awaitedProducer(), world.codec()), world.codec());
        RecordReader records = new RecordReader(world.codec(), outbox::setAside);
        PromptPump promptPump =
                new PromptPump(
                        groupConsumer("scheduler", Topic.PROMPTS.topicName()),
                        records,
                        arrivals,
                        world.time());
        LogPump logPump = new LogPump(consumer(), records, arrivals);
        pumps =
                List.of(
                        promptPump,
                        logPump,
                        new WorkerPump(consumer(), records, arrivals, world.time()));
        prompts = promptPump;
        Ports ports =
                new Ports(arrivals, promptPump, logPump, outbox, new Observer(), world.time());
        loop = new SchedulerLoop(settings(), ports);
    }

    @Override
    protected void step() throws InterruptedException {
        // A process that just woke up works on what it had read before it hears from the group.
        stepLoop();
        for (Pump pump : pumps) {
            if (random.nextInt(PUMP_RESTS_OF) > 0) {
                step(pump);
            }
        }
        stepLoop();
    }

    /// As [PumpThread] does it.
    private static void step(Pump pump) {
        try {
            pump.step();
        } catch (WakeupException _) {
            // The next round sees why.
        } catch (KafkaException _) {
            // Tried again.
        }
    }

    private void stepLoop() throws InterruptedException {
        var _ = Objects.requireNonNull(loop).step();
    }

    @Override
    protected void end() {
        Objects.requireNonNull(prompts).close();
    }

    /// Whether it has nothing to do, as of its last step.
    public boolean isIdle() {
        SchedulerLoop running = loop;
        return running == null
                || (running.status().waitingCount() == 0 && !running.status().isRecovering());
    }

    /// The inbox between pumps and loop. A pump that gives a shard back waits for the loop: its
    /// thread works meanwhile.
    private final class Arrivals implements Inbox, InputSink {
        private final List<Input> inputs = new ArrayList<>();

        @Override
        public void put(Input input) {
            inputs.add(input);
            if (input instanceof Input.ShardRevoked) {
                try {
                    stepLoop();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }

        @Override
        public List<Input> take(Duration patience) {
            List<Input> taken = List.copyOf(inputs);
            inputs.clear();
            return taken;
        }
    }

    private static final class Observer implements LoopObserver {
        @Override
        public void onEvent(ShardEvent event) {}

        @Override
        public void onRejected(RejectedRecord rejected) {}

        @Override
        public void onDeadLetter(DeadLetter letter) {}

        @Override
        public void onStep(Duration took) {}

        @Override
        public void onLive(int shard, int unfinished) {}

        @Override
        public void onDropped(int shard, String reason) {}

        @Override
        public void onFailure(RuntimeException failure) {}
    }
}
