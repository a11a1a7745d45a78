package dev.sluice.gateway.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class SlidingMinuteTest {
    private record Added(long second, long amount) {}

    /// Against a list of everything that was added.
    @Test
    void isTheSumOfTheLastSixtyOneSeconds() {
        SplittableRandom random = new SplittableRandom(11);
        SlidingMinute minute = new SlidingMinute();
        List<Added> all = new ArrayList<>();
        long now = 1_700_000_000L;
        for (int i = 0; i < 600; i++) {
            // When
            now += random.nextInt(10) == 0 ? random.nextInt(100) : random.nextInt(3);
            minute.advanceTo(now);
            long second = now - random.nextInt(80);
            all.add(new Added(second, random.nextInt(50)));
            minute.add(second, all.getLast().amount());

            // Then
            assertThat(minute.total()).isEqualTo(sumAt(now, all));
            long target = random.nextLong(minute.total() + 2);
            assertThat(minute.secondWithAtMost(target))
                    .isEqualTo(firstWithAtMost(target, now, all));
        }
    }

    private static long firstWithAtMost(long target, long now, List<Added> all) {
        long second = now;
        while (sumAt(second, all) > target) {
            second++;
        }
        return second;
    }

    private static long sumAt(long now, List<Added> all) {
        return all.stream()
                .filter(added -> added.second() >= now - 60)
                .mapToLong(Added::amount)
                .sum();
    }
}
