package dev.sluice.scheduler.queueing;

import java.time.Duration;

/// When a refused request is worth another try.
///
/// `seconds = waiting × mean service time / slots`, within 1 and 300 (Little's law for a queue that
/// all slots work off). The mean is exponentially weighted, `mean += (served − mean) / 8`, so that
/// it follows a change of load within some ten requests; 10 s is taken until the first one is
/// served.
public final class RetryEstimate {
    private static final int SECONDS_MIN = 1;
    private static final int SECONDS_MAX = 300;
    private static final int SECONDS_WITHOUT_SLOTS = 30;
    private static final double WEIGHT = 1.0 / 8;

    private double meanSeconds = 10;

    public void onServed(Duration served) {
        meanSeconds += (served.toMillis() / 1000.0 - meanSeconds) * WEIGHT;
    }

    public int seconds(int waitingCount, int slots) {
        if (slots == 0) {
            return SECONDS_WITHOUT_SLOTS;
        }
        double estimate = Math.ceil(waitingCount * meanSeconds / slots);
        return (int) Math.clamp(estimate, SECONDS_MIN, SECONDS_MAX);
    }
}
