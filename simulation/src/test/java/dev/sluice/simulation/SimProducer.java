package dev.sluice.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// A producer of one process. Records for one partition arrive in their order, those for different
/// ones in any; each is on its way for a while, some come twice, some are given up. (The base class
/// only fills in the rest of the interface.)
public final class SimProducer extends MockProducer<byte[], byte[]> {
    private static final long LATENCY_MILLIS_MAX = 25;
    private static final long SLOW_MILLIS_MAX = 700;
    private static final int SLOW_OF = 25;
    private static final long LATE_MILLIS_MAX = 400;
    private static final int FAULTS_OF = 500;
    private static final int COPIES_OF = 100;

    private record OnItsWay(
            TopicPartition place,
            long createdMillis,
            ProducerRecord<byte[], byte[]> produced,
            Callback callback) {}

    private final SimNode node;
    private final World world;
    private final SimBroker broker;
    private final SplittableRandom random;
    private final boolean isAwaited;
    private final Map<TopicPartition, Deque<OnItsWay>> lanes = new TreeMap<>(SimBroker.ORDER);

    /// Acknowledged, as far as a stopped process knows, and not yet at the broker.
    private final Deque<OnItsWay> held = new ArrayDeque<>();

    private boolean holds;
    private boolean isCrashed;

    SimProducer(SimNode node, World world, SplittableRandom random, boolean isAwaited) {
        super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        this.node = node;
        this.world = world;
        this.broker = world.broker();
        this.random = random;
        this.isAwaited = isAwaited;
    }

    @Override
    public synchronized Future<RecordMetadata> send(
            ProducerRecord<byte[], byte[]> produced, Callback callback) {
        node.touch();
        TopicPartition place = broker.placeOf(produced);
        var sent = new OnItsWay(place, world.time().instant().toEpochMilli(), produced, callback);
        if (isAwaited && holds) {
            held.add(sent);
            callback.onCompletion(null, null);
        } else if (isAwaited) {
            arrive(new ArrayDeque<>(List.of(sent)));
        } else {
            Deque<OnItsWay> lane = lanes.computeIfAbsent(place, _ -> new ArrayDeque<>());
            lane.add(sent);
            if (lane.size() == 1) {
                setOut(lane);
            }
        }
        // Nobody asks: the callback tells.
        return new CompletableFuture<>();
    }

    private void setOut(Deque<OnItsWay> lane) {
        boolean isSlow = world.hasFaults() && random.nextInt(SLOW_OF) == 0;
        long most = isSlow ? SLOW_MILLIS_MAX : LATENCY_MILLIS_MAX;
        world.time().after(random.nextLong(1, most), () -> travel(lane));
    }

    private void travel(Deque<OnItsWay> lane) throws InterruptedException {
        if (isCrashed || lane.isEmpty()) {
            return;
        }
        long blockedMillis =
                Math.max(node.asleepMillis(), broker.upAtMillis() - world.time().millis());
        if (blockedMillis > 0) {
            world.time().after(blockedMillis, () -> travel(lane));
            return;
        }
        node.inside(() -> arrive(lane));
        // Those behind it have been under way at the same time.
        while (!lane.isEmpty() && random.nextBoolean()) {
            node.inside(() -> arrive(lane));
        }
        if (!lane.isEmpty()) {
            setOut(lane);
        }
    }

    private void arrive(Deque<OnItsWay> lane) {
        OnItsWay next = lane.element();
        if (broker.isDiskFull()) {
            giveUp(lane, false);
            return;
        }
        int fault = world.hasFaults() ? random.nextInt(FAULTS_OF) : FAULTS_OF;
        if (fault <= 1) {
            giveUp(lane, fault == 1);
            return;
        }
        lane.remove();
        write(next);
        if (world.hasFaults() && random.nextInt(COPIES_OF) == 0) {
            copy(next);
        }
        next.callback().onCompletion(null, null);
    }

    /// An acknowledgement was lost, and the record is sent again, at once or later.
    private void copy(OnItsWay written) {
        if (random.nextBoolean()) {
            write(written);
        } else {
            world.time().after(random.nextLong(LATE_MILLIS_MAX), () -> write(written));
        }
    }

    /// It may have arrived, and only its acknowledgement was lost. What was sent behind it to the
    /// same partition is given up too.
    private void giveUp(Deque<OnItsWay> lane, boolean hasArrived) {
        if (hasArrived) {
            write(lane.element());
        }
        List<OnItsWay> givenUp = List.copyOf(lane);
        lane.clear();
        givenUp.forEach(
                sent -> sent.callback().onCompletion(null, new TimeoutException("given up")));
    }

    private void write(OnItsWay arrived) {
        broker.append(arrived.place(), arrived.createdMillis(), arrived.produced());
    }

    @Override
    public synchronized void flush() {
        node.touch();
        List.copyOf(lanes.values())
                .forEach(lane -> {
                    while (!lane.isEmpty()) {
                        node.touch();
                        arrive(lane);
                    }
                });
    }

    void letOneArrive() {
        lanes.values().stream().filter(lane -> !lane.isEmpty()).findFirst().ifPresent(this::arrive);
    }

    // --- what the process does

    void hold() {
        holds = true;
    }

    /// It goes on.
    void release() {
        holds = false;
        while (!held.isEmpty()) {
            write(held.remove());
        }
    }

    /// The process is gone. What is on its way arrives up to some record, unheard of.
    void crash() {
        isCrashed = true;
        lanes.values().forEach(this::crash);
        crash(held);
    }

    private void crash(Deque<OnItsWay> lane) {
        for (int arriving = random.nextInt(lane.size() + 1); arriving > 0; arriving--) {
            OnItsWay last = lane.remove();
            // At one time, so that they stay in their order.
            world.time().after(LATENCY_MILLIS_MAX, () -> write(last));
        }
        lane.clear();
    }

    @Override
    public void close(java.time.Duration timeout) {
        // What is under way is waited for, or given up.
    }
}
