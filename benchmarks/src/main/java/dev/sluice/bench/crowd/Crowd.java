package dev.sluice.bench.crowd;

import dev.sluice.bench.crowd.StreamsReport.GatewayCost;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One measurement, in the order of the methods. Main thread.
///
/// 1. A few streams for a moment, and leave: a gateway's first requests cost it classes and code.
/// 2. Idle connections: each has had one short answer. Look, and close them.
/// 3. The streams; wait until each had an event, then count for the duration.
final class Crowd {
    private static final int WARM_UP_COUNT = 200;
    private static final Duration SETTLING = Duration.ofSeconds(4);
    private static final Duration BEGIN_PATIENCE = Duration.ofSeconds(60);
    private static final double NANOS_PER_SECOND = 1e9;

    private final Plan plan;
    private final CrowdClient client;
    private final @Nullable ProcessMeter process;
    private final Duration settling;

    /// @param streamCount at most as many as connections
    record Plan(
            int connectionCount, int streamCount, Duration duration, String model, int tokensMax) {}

    /// `process` null: it cannot be looked at.
    Crowd(Plan plan, CrowdClient client, @Nullable ProcessMeter process) {
        this(plan, client, process, SETTLING);
    }

    /// `settling`: how long each step is left alone before it is looked at.
    Crowd(Plan plan, CrowdClient client, @Nullable ProcessMeter process, Duration settling) {
        this.plan = plan;
        this.client = client;
        this.process = process;
        this.settling = settling;
    }

    StreamsReport measure() throws IOException, InterruptedException {
        int warmUpCount = Math.min(WARM_UP_COUNT, plan.streamCount());
        client.openStreams(warmUpCount, warmUpCount, plan.model(), plan.tokensMax());
        pause(settling);
        client.leave();
        pause(settling);
        long restBytes = residentBytes();
        int idleCount = client.openIdle(plan.connectionCount());
        pause(settling);
        long idleBytes = residentBytes();
        client.closeIdle();
        pause(settling);
        client.forget();
        client.openStreams(
                plan.connectionCount(), plan.streamCount(), plan.model(), plan.tokensMax());
        awaitFirstEvents();
        return window(idleCount, restBytes, idleBytes);
    }

    private StreamsReport window(int idleCount, long restBytes, long idleBytes)
            throws IOException, InterruptedException {
        client.beginWindow();
        long beginNanos = System.nanoTime();
        double cpuBefore = cpuSeconds();
        double machineBefore = process == null ? 0 : ProcessMeter.machineCpuSeconds();
        long peakBytes = 0;
        while (System.nanoTime() - beginNanos < plan.duration().toNanos()) {
            pause(Duration.ofSeconds(1));
            peakBytes = Math.max(peakBytes, residentBytes());
        }
        Tally.Count count = client.endWindow();
        double seconds = (System.nanoTime() - beginNanos) / NANOS_PER_SECOND;
        if (process == null) {
            return report(seconds, count, null);
        }
        double cores = (cpuSeconds() - cpuBefore) / seconds;
        double machineCores = (ProcessMeter.machineCpuSeconds() - machineBefore) / seconds;
        var cost =
                new GatewayCost(
                        process.pid(),
                        idleCount,
                        restBytes,
                        idleBytes,
                        residentBytes(),
                        peakBytes,
                        cores,
                        machineCores);
        return report(seconds, count, cost);
    }

    private StreamsReport report(double seconds, Tally.Count count, @Nullable GatewayCost cost) {
        return new StreamsReport(plan.connectionCount(), plan.streamCount(), seconds, count, cost);
    }

    /// A stream that does not begin in time is seen in the figures.
    private void awaitFirstEvents() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + BEGIN_PATIENCE.toNanos();
        Tally.Count count = client.count();
        while (count.begunCount() + count.lostCount() < plan.connectionCount()
                && System.nanoTime() - deadline < 0) {
            pause(Duration.ofMillis(200));
            count = client.count();
        }
    }

    private long residentBytes() throws IOException {
        return process == null ? 0 : process.residentBytes();
    }

    private double cpuSeconds() throws IOException {
        return process == null ? 0 : process.cpuSeconds();
    }

    private static void pause(Duration time) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
    }
}
