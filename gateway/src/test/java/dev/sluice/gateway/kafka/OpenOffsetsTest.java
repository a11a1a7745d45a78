package dev.sluice.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class OpenOffsetsTest {
    @Test
    void nothingIsCommittedBeyondTheOldestThatIsOpen() {
        // Given
        OpenOffsets offsets = new OpenOffsets(10);

        // Then
        assertThat(offsets.isToCommit()).isFalse();
        offsets.begin(10);
        offsets.begin(11);
        offsets.begin(14);
        offsets.end(11);
        assertThat(offsets.oldest()).isEqualTo(10);
        assertThat(offsets.isToCommit()).isFalse();
        offsets.end(10);
        assertThat(offsets.oldest()).isEqualTo(14);
        assertThat(offsets.isToCommit()).isTrue();
        offsets.onCommitted(14);
        assertThat(offsets.isToCommit()).isFalse();
        offsets.end(14);
        assertThat(offsets.oldest()).isEqualTo(15);
        assertThat(offsets.count()).isZero();
    }

    @Test
    void whatIsCommittedHasEnded() {
        for (int seed = 0; seed < 50; seed++) {
            // Given
            var random = new SplittableRandom(seed);
            OpenOffsets offsets = new OpenOffsets(0);
            List<Long> open = new ArrayList<>();
            long next = 0;

            for (int step = 0; step < 500; step++) {
                // When
                if (open.isEmpty() || random.nextBoolean()) {
                    offsets.begin(next);
                    open.add(next++);
                } else {
                    offsets.end(open.remove(random.nextInt(open.size())));
                }

                // Then
                long expected = open.stream().mapToLong(Long::longValue).min().orElse(next);
                assertThat(offsets.oldest()).as("seed " + seed).isEqualTo(expected);
                assertThat(offsets.count()).isEqualTo(open.size());
            }
        }
    }
}
