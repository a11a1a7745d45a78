package dev.sluice.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// A process of one service. It can be killed between two rounds, or at any call to the broker in
/// the middle of one; stopped and continued; it comes back after a while, with nothing in memory.
public abstract class SimNode {
    private static final long RESTART_MILLIS_MAX = 3_000;
    private static final long ROUND_MILLIS_MIN = 10;
    private static final long ROUND_MILLIS_MAX = 40;
    private static final int NOT_LIT = -1;

    protected final World world;
    protected final SplittableRandom random;
    private final String name;
    private final List<SimConsumer> consumers = new ArrayList<>();
    private final List<SimProducer> producers = new ArrayList<>();
    private boolean isRunning;
    private int life;
    private long awakeAtMillis;
    private int fuse = NOT_LIT;

    protected SimNode(String name, World world, SplittableRandom random) {
        this.name = name;
        this.world = world;
        this.random = random;
    }

    /// Puts the process together; only here and in [#step] it talks to the broker.
    protected abstract void begin() throws InterruptedException;

    /// One round of all its threads.
    protected abstract void step() throws InterruptedException;

    /// Leaves in good order, as at SIGTERM.
    protected abstract void end() throws InterruptedException;

    /// What its clients notice when it is gone.
    protected void onDeath() {}

    /// Whether a round would only wait while no broker answers.
    protected abstract boolean waitsForBroker();

    public final String name() {
        return name;
    }

    /// Counts the starts.
    protected final int life() {
        return life;
    }

    protected final SimConsumer consumer() {
        return adopt(new SimConsumer(this, world, random.split(), null));
    }

    protected final SimConsumer groupConsumer(String groupName, String topic) {
        SimGroup group = world.broker().group(groupName, topic);
        return adopt(new SimConsumer(this, world, random.split(), group));
    }

    private SimConsumer adopt(SimConsumer consumer) {
        consumers.add(consumer);
        return consumer;
    }

    /// Records are on their way for a while.
    protected final SimProducer producer() {
        return producer(false);
    }

    /// Whoever sends waits for the acknowledgement.
    protected final SimProducer awaitedProducer() {
        return producer(true);
    }

    private SimProducer producer(boolean isAwaited) {
        SimProducer made = new SimProducer(this, world, random.split(), isAwaited);
        producers.add(made);
        return made;
    }

    // --- life

    final void start() {
        world.time().after(1, this::turn);
    }

    private void turn() throws InterruptedException {
        if (!isAsleep()) {
            inside(this::round);
        }
        world.time().after(random.nextLong(ROUND_MILLIS_MIN, ROUND_MILLIS_MAX), this::turn);
    }

    private void round() throws InterruptedException {
        if (!world.broker().isUp() && (waitsForBroker() || !isRunning)) {
            return;
        }
        if (!isRunning) {
            isRunning = true;
            life++;
            begin();
        }
        producers.forEach(SimProducer::release);
        step();
    }

    /// Runs a part of the process; it may die in it.
    protected final void inside(SimTime.Action action) throws InterruptedException {
        try {
            action.run();
        } catch (ProcessDied _) {
            kill();
        }
    }

    /// Later, on a thread of this process: not while it is stopped, and not after its end.
    protected final void later(long millis, SimTime.Action action) {
        int scheduledIn = life;
        world.time().after(millis, () -> runLater(scheduledIn, action));
    }

    private void runLater(int scheduledIn, SimTime.Action action) throws InterruptedException {
        if (!isRunning || life != scheduledIn) {
            return;
        }
        if (isAsleep()) {
            world.time().after(asleepMillis(), () -> runLater(scheduledIn, action));
            return;
        }
        inside(action);
    }

    public final boolean isServing() {
        return isRunning && !isAsleep();
    }

    final boolean isAsleep() {
        return asleepMillis() > 0;
    }

    final long asleepMillis() {
        return awakeAtMillis - world.time().millis();
    }

    // --- faults

    /// SIGKILL, and a new start after a while.
    public final void kill() {
        fuse = NOT_LIT;
        if (isRunning) {
            isRunning = false;
            producers.forEach(SimProducer::crash);
            consumers.forEach(SimConsumer::abandon);
            producers.clear();
            consumers.clear();
            onDeath();
        }
        awakeAtMillis = world.time().millis() + random.nextLong(RESTART_MILLIS_MAX);
    }

    /// Is killed in its so-many-th call to the broker from now on.
    final void killAtCall(int calls) {
        fuse = calls;
    }

    /// SIGSTOP, and SIGCONT after a while: it goes on as if nothing had happened. What its last
    /// round wrote may reach the broker only then.
    void stopFor(long millis) throws InterruptedException {
        if (!isServing()) {
            return;
        }
        producers.forEach(SimProducer::hold);
        inside(this::lastRound);
        if (isRunning) {
            awakeAtMillis = world.time().millis() + millis;
        }
    }

    private void lastRound() throws InterruptedException {
        if (world.broker().isUp() || !waitsForBroker()) {
            step();
        }
    }

    /// SIGTERM, and a new start after a while.
    final void restart() throws InterruptedException {
        if (isServing() && world.broker().isUp()) {
            inside(this::end);
            kill();
        }
    }

    /// Called by each call to the broker.
    final void touch() {
        if (!isRunning) {
            throw new ProcessDied(name);
        }
        if (fuse > 0 && --fuse == 0) {
            throw new ProcessDied(name);
        }
    }

    /// What its own code may throw to end the process.
    protected final Error death() {
        return new ProcessDied(name);
    }

    /// Something that another process wrote arrives while this one is busy.
    final void letOneArrive() {
        producers.forEach(SimProducer::letOneArrive);
    }
}
