package dev.sluice.contracts.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IsoTimeTest {
    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void readsWhatInstantsWrite() {
        for (int i = 0; i < 100_000; i++) {
            Instant time =
                    Instant.ofEpochSecond(
                            random.nextLong(-70_000_000_000L, 260_000_000_000L), nanos());

            assertThat(IsoTime.parse(time.toString())).isEqualTo(time);
            assertThat(IsoTime.format(time)).isEqualTo(time.toString());
        }
    }

    @Test
    void writesTheEndsOfTimeAsTheLibraryDoes() {
        for (Instant time : List.of(Instant.MIN, Instant.MAX, Instant.EPOCH)) {
            assertThat(IsoTime.format(time)).isEqualTo(time.toString());
        }
        for (long seconds : new long[] {-62_167_219_200L, 253_402_300_800L}) {
            for (int nanos = -1; nanos <= 1; nanos++) {
                Instant time = Instant.ofEpochSecond(seconds, nanos);
                assertThat(IsoTime.format(time)).isEqualTo(time.toString());
            }
        }
    }

    private int nanos() {
        int[] steps = {1, 1_000, 1_000_000, 1_000_000_000};
        int step = steps[random.nextInt(steps.length)];
        return random.nextInt(1_000_000_000 / step) * step;
    }

    /// Each place, each character that could stand there.
    @Test
    void readsAndRefusesWhatTheLibraryDoes() {
        String good = "2024-02-29T23:59:59.123456789Z";
        for (int at = 0; at < good.length(); at++) {
            for (char other : "0123456789.-+:TZtz x".toCharArray()) {
                String text = good.substring(0, at) + other + good.substring(at + 1);

                assertThat(read(IsoTime::parse, text))
                        .as(text)
                        .isEqualTo(read(Instant::parse, text));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "2024-02-29T23:59:59",
                "2024-02-29T23:59:59Z",
                "2023-02-29T23:59:59Z",
                "2024-02-29T23:59:60Z",
                "2024-02-29T24:00:00Z",
                "2024-02-29T23:59:59.Z",
                "2024-02-29T23:59:59.1Z",
                "2024-02-29T23:59:59.1234567891Z",
                "2024-02-29T23:59Z",
                "2024-02-29T23:59:59+01:00",
                "+12024-02-29T23:59:59Z",
                "-0001-02-28T23:59:59Z",
                "２０２４-02-29T23:59:59Z",
            })
    void readsOtherShapesAsTheLibraryDoes(String text) {
        assertThat(read(IsoTime::parse, text)).isEqualTo(read(Instant::parse, text));
    }

    private static Optional<Instant> read(Function<String, Instant> parser, String text) {
        try {
            return Optional.of(parser.apply(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
