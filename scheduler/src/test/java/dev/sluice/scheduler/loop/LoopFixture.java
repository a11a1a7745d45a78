package dev.sluice.scheduler.loop;

import static dev.sluice.scheduler.Samples.NOW;

import dev.sluice.contracts.TenantId;
import dev.sluice.scheduler.batching.BatchingSettings;
import dev.sluice.scheduler.lease.LeaseSettings;
import dev.sluice.scheduler.placement.PlacementSettings;
import dev.sluice.scheduler.queueing.QueueingSettings;
import dev.sluice.scheduler.queueing.TenantWeights;
import dev.sluice.scheduler.shard.DeadLetter;
import dev.sluice.scheduler.shard.Outgoing;
import dev.sluice.scheduler.shard.ShardEvent;
import dev.sluice.scheduler.shard.ShardSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The loop between an inbox that a test fills and ports that write down what they are asked.
final class LoopFixture implements Inbox, PromptSource, LogSource, Outbox, LoopObserver {
    static final Duration AWAY_MAX = Duration.ofSeconds(6);
    static final Duration MARGIN = Duration.ofMinutes(1);

    private final List<Input> inputs = new ArrayList<>();

    /// What was asked of the ports, in order.
    final List<String> story = new ArrayList<>();

    final List<Outgoing> written = new ArrayList<>();
    boolean writesFail;
    Instant now = NOW;
    final SchedulerLoop loop = new SchedulerLoop(settings(), ports());

    private static LoopSettings settings() {
        var shard =
                new ShardSettings(
                        new QueueingSettings(100, 100, 1_000_000, 100, 16, TenantWeights.ALIKE),
                        BatchingSettings.atOnce(8, 1_000_000),
                        new PlacementSettings(12, 100, 2),
                        new LeaseSettings(
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(30),
                                3));
        return new LoopSettings(shard, AWAY_MAX, MARGIN);
    }

    private Ports ports() {
        return new Ports(this, this, this, this, this, () -> now);
    }

    LoopFixture step(Input... arriving) throws InterruptedException {
        inputs.addAll(List.of(arriving));
        loop.step();
        return this;
    }

    /// Takes the shard with nothing in it.
    LoopFixture live(int shard) throws InterruptedException {
        step(new Input.ShardAcquired(shard, 0, 1), new Input.PromptsCaughtUp(shard));
        step(new Input.LogRewound(1), new Input.LogCaughtUp(1), new Input.WorkersCaughtUp(now));
        story.clear();
        return this;
    }

    @Override
    public List<Input> take(Duration patience) {
        List<Input> taken = List.copyOf(inputs);
        inputs.clear();
        return taken;
    }

    @Override
    public void resume(int shard) {
        story.add("resume " + shard);
    }

    @Override
    public void commit(int shard, long nextOffset, long schedulerEpoch) {
        story.add("commit " + shard + " at " + nextOffset + " epoch " + schedulerEpoch);
    }

    @Override
    public void reacquire(int shard) {
        story.add("reacquire " + shard);
    }

    @Override
    public void rewind(long rewind, Instant from) {
        story.add("rewind " + rewind + " to " + from);
    }

    @Override
    public CompletableFuture<Void> send(Outgoing outgoing) {
        written.add(outgoing);
        story.add("write " + outgoing.event().getClass().getSimpleName());
        return writesFail
                ? CompletableFuture.failedFuture(new IllegalStateException("no broker"))
                : CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> setAside(int shard, DeadLetter letter) {
        story.add("set aside " + letter.request().requestId() + " of " + shard);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onDeadLetter(DeadLetter letter) {}

    @Override
    public void renew() {
        story.add("renew");
    }

    @Override
    public void onEvent(ShardEvent event) {
        if (event instanceof ShardEvent.WeightDefined(TenantId tenantId, Integer weight)) {
            story.add("weight of " + tenantId + " is " + weight);
        }
    }

    @Override
    public void onRejected(RejectedRecord rejected) {
        story.add("rejected");
    }

    @Override
    public void onStep(Duration took) {}

    @Override
    public void onLive(int shard, int unfinished) {
        story.add("live " + shard + " with " + unfinished);
    }

    @Override
    public void onDropped(int shard, String reason) {
        story.add("drop " + shard + ": " + reason);
    }

    @Override
    public void onFailure(RuntimeException failure) {
        story.add("failure");
    }
}
