package dev.sluice.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestIdTest {
    private static final long LATEST_MILLIS = (1L << 48) - 1;

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "0, 65535, -1",
        "1769860800000, 5, 81985529216486895",
        "281474976710655, 65535, -1",
        "281474976710655, 0, -9223372036854775808",
        "1, 1, 1"
    })
    void carriesItsLocationToTheEndsOfItsRange(long millis, int partition, long random) {
        // When:
        RequestId id =
                RequestId.create("chatcmpl", Instant.ofEpochMilli(millis), partition, random);

        // Then:
        assertThat(id.value()).matches("chatcmpl-[0-7][0-9a-hjkmnp-tv-z]{25}");
        assertThat(id.located())
                .contains(new RequestId.Location(partition, Instant.ofEpochMilli(millis)));
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void carriesAnyLocationAndNoTwoAreAlike(long seed) {
        // Given:
        SplittableRandom random = new SplittableRandom(seed);
        Instant at = Instant.ofEpochMilli(random.nextLong(LATEST_MILLIS + 1));
        int partition = random.nextInt(1 << 16);
        long bits = random.nextLong();

        // When:
        RequestId one = RequestId.create("r", at, partition, bits);
        RequestId other = RequestId.create("r", at, partition, bits + 1);

        // Then:
        assertThat(one.located()).contains(new RequestId.Location(partition, at));
        assertThat(one).isNotEqualTo(other);
    }

    @Test
    void idsOfOnePrefixSortByTimeOfAcceptance() {
        // Given:
        Instant noon = Instant.parse("2026-01-31T12:00:00Z");

        // When:
        String earlier = RequestId.create("r", noon, 9, -1).value();
        String later = RequestId.create("r", noon.plusMillis(1), 0, 0).value();

        // Then:
        assertThat(earlier).isLessThan(later);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65536})
    void refusesAPartitionThatDoesNotFit(int partition) {
        assertThatThrownBy(() -> RequestId.create("r", Instant.EPOCH, partition, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("stream partition is " + partition + ", allowed are 0 to 65535");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mine-1",
                "chatcmpl",
                "00000000000000000000000000",
                "x00000000000000000000000000",
                "-0000000000000000000000000",
                "r-80000000000000000000000000",
                "r-0000000000000000000000000u",
                "r-0000000000000000000000000A",
                "r-000000000000000000000000000"
            })
    void anIdOfAnotherMakeHasNoLocation(String text) {
        assertThat(new RequestId(text).located()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ".hidden", "a b", "a/b", "a\u0000", "ü", "a\nb", "a%20b"})
    void refusesWhatCannotBeAKeyAPathAndAFileNameAtOnce(String text) {
        assertThatThrownBy(() -> new RequestId(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("request id has ");
    }

    @Test
    void allows128CharactersAndNotOneMore() {
        // Given:
        String longest = "x".repeat(128);

        // Then:
        assertThat(new RequestId(longest).value()).isEqualTo(longest);
        assertThatThrownBy(() -> new RequestId(longest + "x"))
                .hasMessage("request id has 129 characters, allowed are 1 to 128");
    }

    @Test
    void eachKindOfNameSaysWhatItIs() {
        assertThatThrownBy(() -> new TenantId("a b")).hasMessageStartingWith("tenant id has ");
        assertThatThrownBy(() -> new PoolName("a b")).hasMessageStartingWith("pool name has ");
        assertThatThrownBy(() -> new WorkerId("a b")).hasMessageStartingWith("worker id has ");
    }
}
