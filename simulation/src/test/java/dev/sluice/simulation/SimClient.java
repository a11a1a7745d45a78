package dev.sluice.simulation;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.ControlEvent;
import dev.sluice.contracts.event.ControlEvent.CancelInference;
import dev.sluice.contracts.event.ControlEvent.ChangeDeadline;
import dev.sluice.contracts.event.ControlEvent.ChangePriority;
import dev.sluice.contracts.event.GenerationSettings;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.Priority;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.gateway.kafka.SimulatedGateway;
import dev.sluice.gateway.kafka.SimulatedGateway.Asking;
import dev.sluice.gateway.streaming.Choices;
import dev.sluice.gateway.streaming.Desertion;
import dev.sluice.masking.kafka.SimulatedMasking;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A client with one request, or a second reader of somebody's stream. It asks until it is
/// accepted, and comes back to any gateway until it has the whole stream; unless it is one that
/// leaves. Some read slowly, some change their mind.
final class SimClient {
    private static final long RETRY_MILLIS_MAX = 1_200;
    private static final long RESTS_MILLIS_MAX = 250;
    private static final int PLENTY = 1_000_000;
    private static final List<Priority> PRIORITIES = List.of(Priority.values());
    private static final List<Desertion> DESERTIONS = List.of(Desertion.values());

    private final World world;
    private final List<SimulatedGateway> gateways;
    private final SplittableRandom random;
    private final String pool;
    private final TenantId tenant;
    private final int story;
    private final boolean isPoison;
    private final boolean isSlow;
    private final boolean leaves;
    private final int choiceCount;
    private int framesUntilHop;
    private @Nullable RequestId id;
    private @Nullable SimReader reader;
    private long startingAfter = -1;
    private boolean isDone;

    SimClient(
            World world,
            List<SimulatedGateway> gateways,
            SplittableRandom random,
            String pool,
            int choicesMax) {
        this.world = world;
        this.gateways = gateways;
        this.random = random;
        this.pool = pool;
        this.tenant = random.nextInt(3) == 0 ? TenantId.DEFAULT : SimulatedMasking.RESTORED_TENANT;
        this.story = random.nextInt(10_000);
        this.isPoison = random.nextInt(40) == 0;
        this.isSlow = random.nextInt(5) == 0;
        this.leaves = random.nextInt(8) == 0;
        this.framesUntilHop = random.nextInt(3) == 0 || leaves ? random.nextInt(1, 12) : PLENTY;
        this.choiceCount = choicesMax == 1 ? 1 : random.nextInt(1, choicesMax + 1);
    }

    /// Somebody else who reads the same stream, from anywhere in it.
    private SimClient(SimClient owner, RequestId id) {
        this(owner.world, owner.gateways, owner.random.split(), owner.pool, owner.tenant, id);
    }

    private SimClient(
            World world,
            List<SimulatedGateway> gateways,
            SplittableRandom random,
            String pool,
            TenantId tenant,
            RequestId id) {
        this.world = world;
        this.gateways = gateways;
        this.random = random;
        this.pool = pool;
        this.tenant = tenant;
        this.id = id;
        this.story = 0;
        this.isPoison = false;
        this.isSlow = false;
        this.leaves = false;
        this.choiceCount = 1;
        this.framesUntilHop = random.nextInt(3) == 0 ? random.nextInt(1, 12) : PLENTY;
    }

    boolean isDone() {
        return isDone;
    }

    void start() throws InterruptedException {
        if (isDone) {
            return;
        }
        SimulatedGateway gateway = gateways.get(random.nextInt(gateways.size()));
        RequestId known = id;
        if (known == null) {
            SimReader opened = open(null, 0, gateway);
            gateway.post(tenant, asking(), DESERTIONS.get(random.nextInt(3)), opened);
        } else {
            long from =
                    random.nextInt(3) == 0 ? random.nextLong(-1, startingAfter + 1) : startingAfter;
            gateway.resume(known, tenant, from, open(known, from + 1, gateway));
        }
    }

    private SimReader open(@Nullable RequestId of, long next, SimulatedGateway gateway) {
        boolean rests = isSlow && world.hasFaults();
        SimReader opened = new SimReader(this, world.ledger(), of, next, rests ? 2 : PLENTY);
        reader = opened;
        if (rests) {
            rest(opened, gateway);
        }
        return opened;
    }

    private void rest(SimReader resting, SimulatedGateway gateway) {
        world.time()
                .after(
                        random.nextLong(RESTS_MILLIS_MAX),
                        () -> {
                            if (reader == resting) {
                                resting.rest(world.hasFaults() ? 1 : PLENTY);
                                gateway.drained(resting);
                                rest(resting, gateway);
                            }
                        });
    }

    private Asking asking() {
        return new Asking() {
            @Override
            public InferenceSpec spec(Instant acceptedAt, int streamPartition) {
                return SimClient.this.spec(acceptedAt, streamPartition);
            }

            @Override
            public int choiceCount() {
                return choiceCount;
            }
        };
    }

    private InferenceSpec spec(Instant acceptedAt, int streamPartition) {
        Instant deadline =
                random.nextInt(8) == 0 ? acceptedAt.plusMillis(random.nextLong(300, 6_000)) : null;
        Integer maxTokens = random.nextInt(3) == 0 ? random.nextInt(1, 40) : null;
        List<String> stop = random.nextInt(6) == 0 ? List.of("kept") : List.of();
        var settings = new GenerationSettings(maxTokens, 0, 0, 1, 0, 1, 0, 0, Map.of(), 0, stop);
        return new InferenceSpec(
                acceptedAt,
                streamPartition,
                pool,
                new Prompt.Text(new SensitiveText(SimModel.prompt(story, isPoison))),
                settings,
                PRIORITIES.get(random.nextInt(PRIORITIES.size())),
                deadline,
                random.nextBoolean(),
                null);
    }

    // --- what its connections tell

    void onAccepted(SimReader from, RequestId acceptedId) {
        if (from == reader) {
            id = acceptedId;
            changeMind(acceptedId);
        }
    }

    void onRefused(SimReader from) {
        again(from);
    }

    void onConnectionLost(SimReader from) {
        if (from == reader) {
            startingAfter = Math.max(startingAfter, from.next() - 1);
            isDone |= from.isFinished() || (leaves && id != null && framesUntilHop <= 0);
        }
        again(from);
    }

    private void again(SimReader from) {
        if (from == reader) {
            reader = null;
            if (!isDone) {
                world.time().after(random.nextLong(20, RETRY_MILLIS_MAX), this::start);
            }
        }
    }

    void onFrames(SimReader from) {
        if (from == reader && --framesUntilHop == 0) {
            gateways.forEach(gateway -> gateway.leave(from));
        }
    }

    // --- what it does besides

    private void changeMind(RequestId of) {
        if (random.nextInt(6) == 0) {
            after(3_000, gateway -> command(gateway, of, this::cancel));
        }
        if (random.nextInt(6) == 0) {
            after(3_000, gateway -> command(gateway, of, this::changeDeadline));
        }
        if (random.nextInt(6) == 0) {
            after(1_000, gateway -> gateway.command(changePriority(of)));
        }
    }

    /// All choices of it.
    private static void command(
            SimulatedGateway gateway, RequestId of, Function<RequestId, ControlEvent> command)
            throws InterruptedException {
        for (RequestId each : Choices.of(of).ids()) {
            gateway.command(command.apply(each));
        }
    }

    private interface Order {
        void to(SimulatedGateway gateway) throws InterruptedException;
    }

    private void after(long millisMax, Order order) {
        SimulatedGateway gateway = gateways.get(random.nextInt(gateways.size()));
        world.time().after(random.nextLong(millisMax), () -> order.to(gateway));
    }

    private CancelInference cancel(RequestId of) {
        return new CancelInference(of + "/cancel", of, tenant, now(), "client");
    }

    private ChangeDeadline changeDeadline(RequestId of) {
        Instant deadline = now().plusMillis(random.nextLong(100, 5_000));
        return new ChangeDeadline(of + "/deadline", of, tenant, now(), deadline);
    }

    private ChangePriority changePriority(RequestId of) {
        Priority priority = PRIORITIES.get(random.nextInt(PRIORITIES.size()));
        return new ChangePriority(of + "/priority", of, tenant, now(), priority);
    }

    private Instant now() {
        return world.time().instant();
    }

    /// Another reader of its stream, once it has one.
    @Nullable SimClient observer() {
        if (id == null) {
            return null;
        }
        RequestId known = Objects.requireNonNull(id);
        SimClient observer = new SimClient(this, known);
        observer.startingAfter = random.nextLong(-1, world.ledger().frameCount(known));
        return observer;
    }
}
