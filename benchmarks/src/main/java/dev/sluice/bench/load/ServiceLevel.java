package dev.sluice.bench.load;

import java.time.Duration;

/// What a good answer is: its first token and then each further one came in time.
record ServiceLevel(Duration firstTokenMax, Duration perTokenMax) {
    boolean isMetBy(Answer.Completed answer) {
        return answer.firstTokenNanos() <= firstTokenMax.toNanos()
                && answer.perTokenNanos().orElse(0) <= perTokenMax.toNanos();
    }

    @Override
    public String toString() {
        return "TTFT ≤ %d ms and TPOT ≤ %d ms"
                .formatted(firstTokenMax.toMillis(), perTokenMax.toMillis());
    }
}
