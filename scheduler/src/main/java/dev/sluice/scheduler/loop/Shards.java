package dev.sluice.scheduler.loop;

import dev.sluice.scheduler.loop.Input.ControlRead;
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
import dev.sluice.scheduler.loop.Input.WeightRead;
import dev.sluice.scheduler.loop.Input.WorkersCaughtUp;
import dev.sluice.scheduler.shard.Command;
import dev.sluice.scheduler.shard.Command.PassLeaseTime;
import dev.sluice.scheduler.shard.Command.RefuseMalformed;
import dev.sluice.scheduler.shard.Command.TakeReport;
import dev.sluice.scheduler.shard.Command.TakeWeight;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The shards that this process has, and which input is for which of them. Owned by the loop
/// thread.
final class Shards {
    /// So much lease time passes at most between two looks at `workers`: after a pause of the
    /// broker or of this process, workers get their whole timeout to report again.
    private static final Duration LEASE_STEP_MAX = Duration.ofSeconds(1);

    /// Dead letters of topics that belong to no shard.
    private static final int NO_SHARD = -1;

    private final LoopSettings settings;
    private final Ports ports;
    private final PendingWrites writes;
    private final SortedMap<Integer, ShardRun> runs = new TreeMap<>();
    private final LastReports lastReports = new LastReports();
    private final LastWeights lastWeights = new LastWeights();
    private final List<Runnable> released = new ArrayList<>();
    private @Nullable Instant workersReadAt;
    private long rewinds;

    Shards(LoopSettings settings, Ports ports, PendingWrites writes) {
        this.settings = settings;
        this.ports = ports;
        this.writes = writes;
    }

    void take(Input input, Instant now) {
        switch (input) {
            case ShardAcquired i -> begin(i, now);
            case ShardRevoked i -> {
                runs.remove(i.shard());
                released.add(i.released());
            }
            case PromptRead i -> with(i.shard(), run -> run.onPrompt(i, now));
            case PromptRejected i -> with(i.shard(), run -> reject(run, i, now));
            case PromptsCaughtUp i -> with(i.shard(), run -> readLog(run, now));
            case TokenRead i -> runs.values().forEach(run -> run.onToken(i.event(), now));
            case ControlRead i -> runs.values().forEach(run -> run.onControl(i.event(), now));
            case LogRewound i -> runs.values().forEach(run -> run.onRewound(i.rewind()));
            case LogCaughtUp i -> runs.values().forEach(run -> run.onLogCaughtUp(i.rewind()));
            case ReportRead i -> {
                lastReports.take(i.report());
                live(new TakeReport(i.report()), now);
            }
            case WeightRead i -> {
                lastWeights.take(i);
                var command = new TakeWeight(i.tenantId(), i.weight());
                runs.values().forEach(run -> run.execute(command, now));
            }
            case WorkersCaughtUp i -> onWorkersCaughtUp(i.at(), now);
            case RecordRejected i -> reject(i.rejected());
        }
    }

    private void begin(ShardAcquired acquired, Instant now) {
        var run = new ShardRun(acquired, settings, ports, writes);
        lastWeights.all().forEach(weight -> run.execute(weight, now));
        runs.put(acquired.shard(), run);
    }

    /// Input for a shard that was dropped meanwhile is void.
    private void with(int shard, Consumer<ShardRun> action) {
        ShardRun run = runs.get(shard);
        if (run != null) {
            action.accept(run);
        }
    }

    private void live(Command command, Instant now) {
        for (ShardRun run : runs.values()) {
            if (run.isLive()) {
                run.execute(command, now);
            }
        }
    }

    private void readLog(ShardRun run, Instant now) {
        if (run.isReadingPrompts()) {
            run.toRewinding(++rewinds);
            ports.log().rewind(rewinds, run.oldestPrompt(now).minus(settings.rewindMargin()));
        }
    }

    private void onWorkersCaughtUp(Instant at, Instant now) {
        if (workersReadAt != null) {
            Duration passed = Duration.between(workersReadAt, at);
            Duration counted = passed.compareTo(LEASE_STEP_MAX) < 0 ? passed : LEASE_STEP_MAX;
            if (counted.isPositive()) {
                live(new PassLeaseTime(counted), now);
            }
        }
        workersReadAt = at;
    }

    private void reject(ShardRun run, PromptRejected rejected, Instant now) {
        ports.observer().onRejected(rejected.rejected());
        writes.add(run.shard(), rejected.rejected().setAside().get());
        run.onRejectedPrompt(rejected.offset());
        if (rejected.requestId() != null && rejected.streamPartition() != null) {
            run.execute(
                    new RefuseMalformed(
                            rejected.requestId(),
                            rejected.streamPartition(),
                            rejected.rejected().reason(),
                            rejected.traceparent()),
                    now);
        }
    }

    /// Every scheduler reads these topics; one that has nothing to do leaves it to the others.
    private void reject(RejectedRecord rejected) {
        ports.observer().onRejected(rejected);
        if (!runs.isEmpty()) {
            writes.add(NO_SHARD, rejected.setAside().get());
        }
    }

    /// Shards that have read everything begin to decide.
    void goLive(Instant now) {
        if (workersReadAt == null) {
            return;
        }
        for (ShardRun run : runs.values()) {
            if (run.isRead()) {
                run.goLive(lastReports.all(), now);
            }
        }
    }

    void checkTimers(Instant now) {
        for (ShardRun run : List.copyOf(runs.values())) {
            if (run.isLive() && run.isSucceeded()) {
                drop(run.shard(), "a worker obeys a newer scheduler");
            } else if (run.isLive()) {
                run.checkTimers(now);
            }
        }
    }

    void dispatch(Instant now) {
        live(new Command.Dispatch(), now);
    }

    void commit() {
        runs.values().stream().filter(ShardRun::isLive).forEach(ShardRun::commit);
    }

    /// Tells those who wait to hand a shard on that nothing more is written for it.
    void release() {
        released.forEach(Runnable::run);
        released.clear();
    }

    /// Throws the shard's state away; the log has it all.
    void drop(int shard, String reason) {
        if (runs.remove(shard) != null) {
            ports.observer().onDropped(shard, reason);
            ports.prompts().reacquire(shard);
        }
    }

    void dropAll(String reason) {
        List.copyOf(runs.keySet()).forEach(shard -> drop(shard, reason));
    }

    LoopStatus status(Instant now) {
        List<ShardRun> live = runs.values().stream().filter(ShardRun::isLive).toList();
        int waiting = live.stream().mapToInt(ShardRun::waitingCount).sum();
        return new LoopStatus(now, runs.size(), live.size(), waiting);
    }
}
