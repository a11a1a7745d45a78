package dev.sluice.scheduler.loop;

import static dev.sluice.scheduler.Samples.NOW;
import static dev.sluice.scheduler.Samples.PROMPT_BYTES;
import static dev.sluice.scheduler.Samples.finished;
import static dev.sluice.scheduler.Samples.id;
import static dev.sluice.scheduler.Samples.prompt;
import static dev.sluice.scheduler.Samples.report;
import static dev.sluice.scheduler.Samples.started;
import static dev.sluice.scheduler.loop.LoopFixture.AWAY_MAX;
import static dev.sluice.scheduler.loop.LoopFixture.MARGIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.Priority;
import dev.sluice.scheduler.loop.Input.LogCaughtUp;
import dev.sluice.scheduler.loop.Input.LogRewound;
import dev.sluice.scheduler.loop.Input.PromptRead;
import dev.sluice.scheduler.loop.Input.PromptRejected;
import dev.sluice.scheduler.loop.Input.PromptsCaughtUp;
import dev.sluice.scheduler.loop.Input.RecordRejected;
import dev.sluice.scheduler.loop.Input.ReportRead;
import dev.sluice.scheduler.loop.Input.ShardAcquired;
import dev.sluice.scheduler.loop.Input.ShardRevoked;
import dev.sluice.scheduler.loop.Input.TokenRead;
import dev.sluice.scheduler.loop.Input.WorkersCaughtUp;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SchedulerLoopTest {
    private static final int SHARD = 3;

    private final LoopFixture fixture = new LoopFixture();

    private static PromptRead prompted(String name, long offset, Instant writtenAt) {
        return new PromptRead(
                SHARD,
                offset,
                writtenAt,
                prompt(name, Priority.STANDARD, null),
                PROMPT_BYTES,
                null);
    }

    private RejectedRecord rejected() {
        return new RejectedRecord(
                "topic",
                0,
                5,
                "not JSON",
                () -> {
                    fixture.story.add("set aside");
                    return CompletableFuture.completedFuture(null);
                });
    }

    @Test
    void aTenantsWeightReachesShardsThatAreThereAndThoseThatAreTakenLater()
            throws InterruptedException {
        // Given
        var acme = new TenantId("acme");
        var loop = new LoopFixture().live(0);

        // When
        loop.step(new Input.WeightRead(acme, 3));
        loop.step(new Input.ShardAcquired(1, 0, 1));
        loop.step(new Input.WeightRead(acme, null));
        loop.step(new Input.ShardAcquired(2, 0, 1));

        // Then
        assertThat(loop.story.stream().filter(line -> line.startsWith("weight")))
                .containsExactly(
                        "weight of acme is 3",
                        "weight of acme is 3",
                        "weight of acme is null",
                        "weight of acme is null");
    }

    @Test
    void aTakeoverReadsEverythingBeforeItDecidesAnything() throws InterruptedException {
        // Given
        fixture.step(
                new ShardAcquired(SHARD, 40, 7),
                prompted("ended", 40, NOW.minusSeconds(5)),
                prompted("open", 41, NOW),
                new TokenRead(finished("open", 1, 0)),
                new PromptsCaughtUp(SHARD));
        fixture.step(new ReportRead(report("w1", 8)), new TokenRead(finished("open", 1, 0)));
        fixture.step(new LogRewound(1), new TokenRead(started("ended", 1)));
        fixture.step(new TokenRead(finished("ended", 1, 1)), new LogCaughtUp(1));
        assertThat(fixture.written).isEmpty();

        // When
        fixture.step(new WorkersCaughtUp(NOW));

        // Then
        assertThat(fixture.story)
                .containsExactly(
                        "rewind 1 to " + NOW.minusSeconds(5).minus(MARGIN),
                        "resume 3",
                        "live 3 with 1",
                        "commit 3 at 41 epoch 7");
    }

    @Test
    void aShardWithoutPromptsStillLearnsWhatEndedLately() throws InterruptedException {
        // Given
        fixture.step(new ShardAcquired(SHARD, 40, 7), new PromptsCaughtUp(SHARD));

        // When
        fixture.step(
                new LogRewound(1),
                new TokenRead(finished("ended", 1, 3)),
                new LogCaughtUp(1),
                new WorkersCaughtUp(NOW));
        fixture.step(new ReportRead(report("w1", 8)), prompted("ended", 40, NOW));

        // Then
        assertThat(fixture.story)
                .startsWith("rewind 1 to " + NOW.minus(MARGIN))
                .endsWith("commit 3 at 40 epoch 7", "commit 3 at 41 epoch 7");
        assertThat(fixture.written).isEmpty();
    }

    @Test
    void commitsUpToTheOldestUnfinishedPrompt() throws InterruptedException {
        // Given
        fixture.live(SHARD).step(new ReportRead(report("w1", 8)));
        fixture.step(prompted("first", 0, NOW), prompted("second", 1, NOW));

        // When
        fixture.step(new TokenRead(finished("second", 1, 0)));
        fixture.step(new TokenRead(finished("first", 1, 0)));

        // Then
        assertThat(fixture.story).containsExactly("write BatchAssigned", "commit 3 at 2 epoch 1");
    }

    @Test
    void aFailedWriteCostsTheStateAndIsNotCommitted() throws InterruptedException {
        // Given
        fixture.live(SHARD).step(new ReportRead(report("w1", 8)));
        fixture.writesFail = true;

        // When
        fixture.step(prompted("r", 0, NOW));

        // Then
        assertThat(fixture.story)
                .containsExactly(
                        "write BatchAssigned", "renew", "drop 3: a write failed", "reacquire 3");
        assertThat(fixture.loop.status().shards()).isZero();
    }

    @Test
    void aRevokedShardIsHandedOnAfterItsLastWrite() throws InterruptedException {
        // Given
        fixture.live(SHARD);

        // When
        fixture.step(
                new ReportRead(report("w1", 8)),
                prompted("r", 0, NOW),
                new ShardRevoked(SHARD, () -> fixture.story.add("released")),
                prompted("late", 1, NOW));

        // Then
        assertThat(fixture.story).containsExactly("released");
        assertThat(fixture.loop.status().isRecovering()).isFalse();
    }

    @Test
    void aLoopThatStoodStillStartsOverBeforeItWrites() throws InterruptedException {
        // Given
        fixture.live(SHARD).step(new ReportRead(report("w1", 8)));
        fixture.now = fixture.now.plus(AWAY_MAX);
        fixture.step();
        assertThat(fixture.story).isEmpty();

        // When
        fixture.now = fixture.now.plus(AWAY_MAX).plusMillis(1);
        fixture.step(prompted("r", 0, NOW));

        // Then
        assertThat(fixture.story).containsExactly("drop 3: the loop stood still", "reacquire 3");
    }

    @Test
    void aBrokerThatWasAwayMakesNoWorkerLookDead() throws InterruptedException {
        // Given
        fixture.live(SHARD).step(new ReportRead(report("w1", 8)), prompted("r", 0, NOW));
        for (int i = 0; i < 20; i++) {
            fixture.now = fixture.now.plus(Duration.ofSeconds(5));
            fixture.step();
        }

        // When
        fixture.step(new WorkersCaughtUp(fixture.now));
        fixture.now = fixture.now.plusMillis(200);
        fixture.step(new WorkersCaughtUp(fixture.now));

        // Then
        assertThat(fixture.story).containsExactly("write BatchAssigned");
    }

    @Test
    void aSilentWorkerIsFencedWhenItsTimeoutHasPassedInReading() throws InterruptedException {
        // Given
        fixture.live(SHARD).step(new ReportRead(report("w1", 8)), prompted("r", 0, NOW));

        // When
        for (int i = 0; i < 16; i++) {
            fixture.now = fixture.now.plusMillis(200);
            fixture.step(new WorkersCaughtUp(fixture.now));
        }

        // Then
        assertThat(fixture.story)
                .containsExactly(
                        "write BatchAssigned", "write GenerationFenced", "write AssignmentRevoked");
    }

    @Test
    void aMalformedPromptIsSetAsideEndedAndPassed() throws InterruptedException {
        // Given
        fixture.live(SHARD);

        // When
        fixture.step(new PromptRejected(SHARD, 0, rejected(), id("bad"), 2, null));

        // Then
        assertThat(fixture.story)
                .containsExactly(
                        "rejected",
                        "set aside",
                        "write GenerationFinished",
                        "commit 3 at 1 epoch 1");
        assertThat(fixture.written.getFirst().partition()).isEqualTo(2);
    }

    @Test
    void aMalformedPromptThatNamesNobodyIsOnlySetAside() throws InterruptedException {
        // Given
        fixture.live(SHARD);

        // When
        fixture.step(new PromptRejected(SHARD, 0, rejected(), null, null, null));

        // Then
        assertThat(fixture.story).containsExactly("rejected", "set aside", "commit 3 at 1 epoch 1");
    }

    @Test
    void recordsThatAllSchedulersReadAreSetAsideByThoseAtWork() throws InterruptedException {
        // Given
        fixture.step(new RecordRejected(rejected()));

        // When
        fixture.live(SHARD).step(new RecordRejected(rejected()));

        // Then
        assertThat(fixture.story).containsExactly("rejected", "set aside");
    }

    @Test
    void inputForAShardThatIsGoneIsVoid() throws InterruptedException {
        // Given
        fixture.live(SHARD).step(new ShardRevoked(SHARD, () -> {}));

        // When
        fixture.step(
                prompted("r", 0, NOW),
                new PromptsCaughtUp(SHARD),
                new LogRewound(1),
                new LogCaughtUp(1));

        // Then
        assertThat(fixture.story).isEmpty();
    }
}
