package dev.sluice.worker.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.worker.decode.TimedEngine.Machine;
import dev.sluice.worker.engine.Device;
import dev.sluice.worker.engine.EngineOptions;
import dev.sluice.worker.engine.NativeHeap;
import dev.sluice.worker.engine.OrtEngine;
import dev.sluice.worker.engine.TinyEngines;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// In the end nothing is held that was not there in the morning.
class DayOfTrafficSimulationTest {
    private static final EngineShape SHAPE = new EngineShape(8, 512, 128, 50);
    private static final Duration DAY = Duration.ofHours(24);

    /// Of the real engine's day; `-Dsluice.day.hours=24` is a whole one.
    private static final long NATIVE_HOURS = Long.getLong("sluice.day.hours", 2);

    /// The virtual machine's own compilers come and go by some 3 MB.
    private static final long GROWTH_BYTES_MAX = 8 << 20;

    @Test
    void holdsNothingThatItDidNotHoldInTheMorning() {
        // Given
        DayOfTraffic day = new DayOfTraffic(new TimedEngine(SHAPE, Machine.AVX2));
        // When
        day.runUntil(DAY);
        // Then
        assertThat(day.now()).isGreaterThan(DAY.toNanos());
        assertThat(day.loop().openKeys()).isEmpty();
        assertThat(day.ends().values().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(day.acceptedCount());
        assertThat(day.acceptedCount()).isGreaterThan(5000);
        assertThat(day.refusedCount()).isZero();
        assertThat(day.ends().keySet())
                .containsExactlyInAnyOrder(
                        FinishReason.STOP, FinishReason.LENGTH, FinishReason.CANCELLED);
        StepReport evening = day.lastReport();
        assertThat(evening.cachedTokenCount()).isZero();
        assertThat(evening.decodingCount() + evening.prefillingCount() + evening.waitingCount())
                .isZero();
        assertThat(evening.slotCountAllowed()).isEqualTo(SHAPE.slotCount());
        // and all slots are there: as many run at once as there are
        for (int i = 0; i < SHAPE.slotCount(); i++) {
            assertThat(day.admitUnending()).isEqualTo(new Admission.Accepted());
        }
        while (day.lastReport().decodingCount() < SHAPE.slotCount()) {
            assertThat(day.loop().step()).isPositive();
        }
    }

    /// The real engine over a generated model, on the same clock: what the C library has given out
    /// does not grow with the hours. The least of an hour counts: compilers come and go.
    @Test
    void takesNoNativeMemoryThatItDoesNotGiveBack() {
        // Given: a night, in which bindings are made and kernels find their buffers
        assumeThat(NativeHeap.isKnown()).isTrue();
        EngineOptions options = new EngineOptions(new Device.Cpu(), 8, 512, 128, 1, false);
        try (OrtEngine engine =
                OrtEngine.open(TinyEngines.library(), TinyEngines.modelFile(), options)) {
            DayOfTraffic day = new DayOfTraffic(new TimedEngine(engine, Machine.AVX2));
            day.runUntil(Duration.ofHours(9));
            long before = leastBytesInUse(day, 9);
            int acceptedBefore = day.acceptedCount();
            // When
            day.runUntil(Duration.ofHours(9 + NATIVE_HOURS));
            // Then
            long growth = leastBytesInUse(day, 9 + NATIVE_HOURS) - before;
            int sequenceCount = day.acceptedCount() - acceptedBefore;
            System.out.printf(
                    "%d sequences in %d hours: %,d bytes more%n",
                    sequenceCount, NATIVE_HOURS, growth);
            assertThat(sequenceCount).isGreaterThan(500);
            assertThat(growth).isLessThan(GROWTH_BYTES_MAX);
        }
    }

    /// In the hour that begins then.
    private static long leastBytesInUse(DayOfTraffic day, long hour) {
        long least = Long.MAX_VALUE;
        for (int minute = 2; minute <= 60; minute += 2) {
            day.runUntil(Duration.ofHours(hour).plusMinutes(minute));
            least = Math.min(least, NativeHeap.bytesInUse());
        }
        return least;
    }
}
