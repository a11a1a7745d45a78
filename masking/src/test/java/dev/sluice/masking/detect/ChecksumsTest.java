package dev.sluice.masking.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksumsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111111111111111",
                "3782 822463 10005",
                "79927398713",
                "5105-1051-0510-5100"
            })
    void luhnAcceptsPublishedExamplesAndNoOtherLastDigit(String number) {
        // Given
        String body = number.substring(0, number.length() - 1);

        // When
        long accepted = IntStream.range(0, 10).filter(d -> Checksums.luhn(body + d)).count();

        // Then
        assertThat(Checksums.luhn(number)).isTrue();
        assertThat(accepted).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"11010519491231002X", "44010619900307001X"})
    void mod11AcceptsExamplesOfTheStandardAndNoOtherLastCharacter(String number) {
        // Given
        String body = number.substring(0, 17);

        // When
        long accepted =
                "0123456789X".chars().filter(c -> Checksums.mod11Radix2(body + (char) c)).count();

        // Then
        assertThat(Checksums.mod11Radix2(number)).isTrue();
        assertThat(accepted).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GB82WEST12345698765432", "DE89 3704 0044 0532 0130 00"})
    void mod97AcceptsPublishedExamplesAndNoOtherLastDigit(String number) {
        // Given
        String body = number.substring(0, number.length() - 1);

        // When
        long accepted =
                IntStream.range(0, 10).filter(d -> Checksums.mod97Radix10(body + d)).count();

        // Then
        assertThat(Checksums.mod97Radix10(number)).isTrue();
        assertThat(accepted).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"91110000600037341L", "91350211M000100Y46"})
    void mod31AcceptsPublishedExamplesAndNoOtherLastCharacter(String number) {
        // Given
        String body = number.substring(0, 17);

        // When
        long accepted =
                "0123456789ABCDEFGHJKLMNPQRTUWXY"
                        .chars()
                        .filter(c -> Checksums.mod31Radix3(body + (char) c))
                        .count();

        // Then
        assertThat(Checksums.mod31Radix3(number)).isTrue();
        assertThat(accepted).isEqualTo(1);
    }

    @Test
    void luhnRejectsZeros() {
        // When
        boolean accepted = Checksums.luhn("0000000000000000");

        // Then
        assertThat(accepted).isFalse();
    }
}
