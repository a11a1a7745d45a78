package dev.sluice.simulation;

import static org.assertj.core.api.Assertions.fail;

import dev.sluice.contracts.PoolName;
import dev.sluice.gateway.kafka.SimulatedGateway;
import dev.sluice.masking.kafka.SimulatedMasking;
import dev.sluice.scheduler.kafka.SimulatedScheduler;
import dev.sluice.worker.kafka.SimulatedWorker;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// One run: clients come and faults happen for a while, then faults end and everything must drain.
final class Simulation {
    private static final int CLIENTS = 16;
    private static final int SLOTS = 2;
    private static final int INSTANCES = 2;
    private static final int WORKERS_OF_POOL = 2;
    private static final List<String> POOLS = List.of("pool-a", "pool-b");
    private static final long FAULTS_END_MILLIS = 9_000;
    private static final long DRAINED_MILLIS_MAX = 75_000;
    private static final long FOR_EVER = 2 * DRAINED_MILLIS_MAX;

    private final SplittableRandom random;
    private final int choicesMax;
    private final World world = new World(FAULTS_END_MILLIS);
    private final List<SimulatedMasking> maskings = new ArrayList<>();
    private final List<SimulatedScheduler> schedulers = new ArrayList<>();
    private final List<SimulatedGateway> gateways = new ArrayList<>();
    private final List<SimulatedWorker> workers = new ArrayList<>();
    private final List<SimNode> nodes = new ArrayList<>();
    private final List<SimClient> clients = new ArrayList<>();

    Simulation(long seed) {
        this(seed, 1);
    }

    /// @param choicesMax answers that a client may ask for
    Simulation(long seed, int choicesMax) {
        this.random = new SplittableRandom(seed);
        this.choicesMax = choicesMax;
    }

    void run() throws InterruptedException {
        populate();
        long comingMillis = random.nextLong(500, FAULTS_END_MILLIS * 2 / 3);
        for (int i = 0; i < CLIENTS; i++) {
            world.time().after(random.nextLong(comingMillis), this::request);
        }
        world.time().after(300, this::fault);
        while (!isDrained()) {
            if (world.time().millis() > DRAINED_MILLIS_MAX) {
                fail("everything must drain; open: " + open());
            }
            world.time().runNext();
            world.ledger().verify();
        }
        world.ledger().checkEnds();
    }

    /// Tells two courses of events apart.
    long digest() {
        return world.ledger().digest();
    }

    long records() {
        return world.ledger().records();
    }

    private void populate() {
        for (int i = 0; i < INSTANCES; i++) {
            maskings.add(new SimulatedMasking("masking-" + i, world, random.split()));
            schedulers.add(new SimulatedScheduler("scheduler-" + i, world, random.split()));
            gateways.add(
                    new SimulatedGateway("gateway-" + i, world, random.split(), this::meanwhile));
        }
        for (String pool : POOLS) {
            for (int i = 0; i < WORKERS_OF_POOL; i++) {
                String name = "worker-" + pool + "-" + i;
                workers.add(
                        new SimulatedWorker(
                                name, new PoolName(pool), SLOTS, world, random.split()));
            }
        }
        nodes.addAll(maskings);
        nodes.addAll(schedulers);
        nodes.addAll(gateways);
        nodes.addAll(workers);
        nodes.forEach(SimNode::start);
    }

    private void request() throws InterruptedException {
        String pool = POOLS.get(random.nextInt(POOLS.size()));
        SimClient client = new SimClient(world, gateways, random.split(), pool, choicesMax);
        clients.add(client);
        client.start();
        if (random.nextInt(3) == 0) {
            world.time().after(random.nextLong(6_000), () -> observe(client));
        }
    }

    private void observe(SimClient client) throws InterruptedException {
        SimClient observer = client.observer();
        if (observer != null) {
            clients.add(observer);
            observer.start();
        }
    }

    /// While a gateway reads, something that masking wrote arrives.
    private void meanwhile() {
        SimNode other = any(maskings);
        if (other.isServing() && world.broker().isUp()) {
            other.letOneArrive();
        }
    }

    // --- what goes wrong

    private void fault() throws InterruptedException {
        if (!world.hasFaults()) {
            return;
        }
        SimNode node = random.nextInt(3) == 0 ? any(maskings) : any(nodes);
        switch (random.nextInt(14)) {
            case 0, 1 -> node.kill();
            case 2, 3, 4 -> node.killAtCall(random.nextInt(1, 30));
            case 5, 6 -> node.stopFor(random.nextLong(200, 9_000));
            case 7 -> node.restart();
            case 8, 9 -> any(world.broker().groups()).move(random);
            case 10 -> any(workers).drain();
            case 11 -> hang(any(workers));
            case 12 -> world.broker().goAwayFor(random.nextLong(100, 2_500));
            default -> world.broker().fillDiskFor(random.nextLong(20, 300));
        }
        world.time().after(random.nextLong(50, 900), this::fault);
    }

    /// For a while or for ever; reports go on, and nobody restarts it. Another worker of the pool
    /// must be left.
    private void hang(SimulatedWorker worker) {
        boolean isAlone =
                workers.stream()
                        .filter(other -> other != worker && other.pool().equals(worker.pool()))
                        .anyMatch(SimulatedWorker::isHanging);
        boolean isForEver = random.nextInt(3) == 0 && !isAlone;
        worker.hangFor(isForEver ? FOR_EVER : random.nextLong(300, 9_000));
    }

    private <T> T any(List<? extends T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    // --- what must come of it

    private boolean isDrained() {
        return !world.hasFaults()
                && clients.size() >= CLIENTS
                && clients.stream().allMatch(SimClient::isDone)
                && world.ledger().isAllOver()
                && world.broker().isAllCommitted()
                && schedulers.stream().allMatch(SimulatedScheduler::isIdle)
                && workers.stream().allMatch(SimulatedWorker::isIdle);
    }

    private String open() {
        long waiting = clients.stream().filter(client -> !client.isDone()).count();
        return "%d clients; committed %s; schedulers idle %s; workers idle %s; requests: %s"
                .formatted(
                        waiting,
                        world.broker().isAllCommitted(),
                        schedulers.stream().allMatch(SimulatedScheduler::isIdle),
                        workers.stream().map(SimulatedWorker::isIdle).toList(),
                        world.ledger().open());
    }
}
