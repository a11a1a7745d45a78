package dev.sluice.scheduler.shard;

import static dev.sluice.scheduler.Samples.NOW;
import static dev.sluice.scheduler.Samples.fence;
import static dev.sluice.scheduler.Samples.finished;
import static dev.sluice.scheduler.Samples.id;
import static dev.sluice.scheduler.Samples.report;
import static dev.sluice.scheduler.Samples.request;
import static dev.sluice.scheduler.Samples.running;
import static dev.sluice.scheduler.Samples.started;
import static dev.sluice.scheduler.Samples.token;
import static dev.sluice.scheduler.shard.ShardFixture.SCHEDULER_EPOCH;
import static dev.sluice.scheduler.shard.ShardFixture.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.ControlEvent.CancelInference;
import dev.sluice.contracts.event.Priority;
import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.contracts.event.WorkerEvent.State;
import dev.sluice.scheduler.shard.Command.AdmitRequest;
import dev.sluice.scheduler.shard.Command.CheckEnds;
import dev.sluice.scheduler.shard.Command.CheckLeases;
import dev.sluice.scheduler.shard.Command.Dispatch;
import dev.sluice.scheduler.shard.Command.InheritRequest;
import dev.sluice.scheduler.shard.Command.PassLeaseTime;
import dev.sluice.scheduler.shard.Command.TakeControlEvent;
import dev.sluice.scheduler.shard.Command.TakeReport;
import dev.sluice.scheduler.shard.Command.TakeTokenEvent;
import dev.sluice.scheduler.shard.Command.TakeWeight;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever commands come, in whatever order: the events alone give the same state, deciding
/// changes nothing, and the same decision comes out twice.
class ShardReplayTest {
    private static final List<State> STATES = List.of(State.values());
    private static final int COMMANDS = 400;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 25);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void replayingTheEventsGivesTheLiveState(long seed) {
        // Given
        var random = new SplittableRandom(seed);
        var shard = new ShardFixture();
        var decider = new ShardDecider(SETTINGS);

        // When
        for (int i = 0; i < COMMANDS; i++) {
            shard.now = NOW.plusMillis(20L * i);
            Command command = command(random, shard, i);
            String before = shard.state.describe();
            Decision decision = decider.decide(shard.state, command, shard.now);
            assertThat(decider.decide(shard.state, command, shard.now)).isEqualTo(decision);
            assertThat(shard.state.describe()).as("deciding changes nothing").isEqualTo(before);
            shard.run(command);
        }

        // Then
        var replayed = new ShardState(SETTINGS, SCHEDULER_EPOCH);
        shard.applied.forEach(replayed::apply);
        assertThat(replayed.describe()).isEqualTo(shard.state.describe());
        assertThat(shard.applied).hasSizeGreaterThan(COMMANDS / 4);
    }

    private static Command command(SplittableRandom random, ShardFixture shard, int step) {
        String name = "r" + random.nextInt(12);
        int epoch = random.nextInt(1, 5);
        return switch (random.nextInt(13)) {
            case 0 -> new AdmitRequest(request(name, step));
            case 1 ->
                    new InheritRequest(
                            request(
                                    name,
                                    step,
                                    Priority.BATCH,
                                    NOW.plusMillis(random.nextInt(9_000))));
            case 2 -> new TakeTokenEvent(tokenEvent(random, name, epoch));
            case 3 -> new TakeTokenEvent(ownRecord(random, shard));
            case 12 ->
                    new TakeWeight(
                            new TenantId("t" + random.nextInt(2)),
                            random.nextBoolean() ? null : random.nextInt(1, 4));
            case 4, 5 ->
                    new TakeReport(
                            report(
                                    "w" + random.nextInt(3),
                                    "i" + random.nextInt(3),
                                    STATES.get(random.nextInt(STATES.size())),
                                    2,
                                    random.nextInt(10),
                                    running(name, epoch)));
            case 6 ->
                    new TakeControlEvent(
                            new CancelInference("c", id(name), TenantId.DEFAULT, NOW, "client"));
            case 7 -> new PassLeaseTime(Duration.ofMillis(random.nextInt(1, 1_500)));
            case 8 -> new CheckLeases();
            case 9 -> new CheckEnds();
            default -> new Dispatch();
        };
    }

    private static TokenEvent tokenEvent(SplittableRandom random, String name, int epoch) {
        return switch (random.nextInt(4)) {
            case 0 -> started(name, epoch);
            case 1 -> token(name, epoch, random.nextInt(1, 5), random.nextInt(100));
            case 2 -> finished(name, epoch, random.nextInt(4));
            default -> fence(name, epoch, 3);
        };
    }

    private static TokenEvent ownRecord(SplittableRandom random, ShardFixture shard) {
        var own = shard.written(TokenEvent.class);
        return own.isEmpty() ? started("r0", 1) : own.get(random.nextInt(own.size()));
    }
}
