package dev.sluice.masking;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.masking.detect.BuiltinDetectors;
import dev.sluice.masking.detect.Detector;
import dev.sluice.masking.detect.EntityType;
import dev.sluice.masking.policy.MaskingPolicy;
import dev.sluice.masking.transform.KeyedTokens;
import dev.sluice.masking.transform.Placeholder;
import dev.sluice.masking.transform.Pseudonym;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Values that are spelt with JSON's escapes, as in the arguments of a tool call.
class EscapedTextTest {
    private static final Masker MASKER = Masker.of(MaskingPolicy.maskEverything());
    private static final ObjectMapper JSON = new ObjectMapper();

    /// Longer ones are beyond the bound of a match when each digit takes six characters.
    private static final int ESCAPED_LENGTH_MAX = 300;

    static Stream<String> samples() {
        return BuiltinDetectors.all().stream()
                .map(Detector::examples)
                .flatMap(examples -> examples.samples().stream())
                .filter(sample -> sample.indexOf('"') < 0 && sample.indexOf('\n') < 0)
                .filter(sample -> digitsEscaped(sample).length() <= ESCAPED_LENGTH_MAX)
                .filter(sample -> sample.indexOf('@') < 0)
                .distinct();
    }

    /// What a reader of the JSON sees is what the mask of the plain text is.
    @ParameterizedTest
    @MethodSource("samples")
    void escapedDigitsAreMaskedLikePlainOnes(String sample) throws JsonProcessingException {
        // Given
        String escaped = digitsEscaped(sample);

        // When
        String masked = MASKER.maskWhole(escaped).text();

        // Then
        assertThat(JSON.readValue('"' + masked + '"', String.class))
                .isEqualTo(MASKER.maskWhole(sample).text());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everySplitGivesTheSame(String sample) {
        // Given
        String escaped = digitsEscaped(sample);
        String whole = MASKER.maskWhole(escaped).text();

        for (int split = 1; split < escaped.length(); split++) {
            // When
            StreamingMasker stream = MASKER.open();
            String first = stream.append(escaped.substring(0, split)).text();
            String second = stream.append(escaped.substring(split)).text();

            // Then
            assertThat(first + second + stream.flush().text()).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "\\u0031\\u0033\\u0038\\u0031\\u0032\\u0033\\u0034\\u0035\\u0036\\u0037\\u0038,"
                        + "138****5678",
                "\\\\u0031\\\\u00338 1234 5678, 138****5678",
                "\\ud835\\udfcf3812345678, 138****5678",
                "\\uff113812345678, 138****5678",
                "{\"to\":\"ann\\u0040x\\u002eorg\"}, {\"to\":\"a***@x.org\"}",
                "see https:\\/\\/x.org\\/~ann now, see **** now",
                "C:\\users\\13812345678, C:\\users\\138****5678",
                "13812345678\\u00, 138****5678\\u00",
                "13812345678\\, 138****5678\\",
                "\\u00zz \\x, \\u00zz \\x"
            })
    void seesThroughEscapes(String text, String masked) {
        // Then
        assertThat(MASKER.maskWhole(text).text()).isEqualTo(masked);
    }

    @Test
    void aBackslashWaitsForWhatItBegins() {
        // Given
        StreamingMasker stream = MASKER.open();

        // Then
        assertThat(stream.append("；\\").text()).isEqualTo("；");
        assertThat(stream.heldLength()).isEqualTo(1);
        assertThat(stream.append("，").text()).isEqualTo("\\，");
        assertThat(stream.append("\\u00").text()).isEmpty();
        assertThat(stream.heldLength()).isEqualTo(4);
        assertThat(stream.append("2c").text()).isEqualTo("\\u002c");
    }

    /// The caller gets back what the text says, not how it was spelt.
    @Test
    void aPseudonymStandsForTheValueWithoutItsEscapes() {
        // Given
        var policy = new MaskingPolicy(Map.of(EntityType.EMAIL, new Pseudonym()), Set.of());
        List<String> originals = new ArrayList<>();
        KeyedTokens tokens =
                new KeyedTokens() {
                    @Override
                    public String pseudonym(EntityType type, String value, String original) {
                        originals.add(original);
                        return new Placeholder().replace(type, value);
                    }

                    @Override
                    public String hash(EntityType type, String value) {
                        throw new IllegalStateException("not asked for");
                    }

                    @Override
                    public String formatPreserved(EntityType type, String value) {
                        throw new IllegalStateException("not asked for");
                    }
                };

        // When
        var stream = Masker.of(policy).open(tokens);
        String masked = stream.append("{\"to\":\"Ann\\u0040x.org\"}").text();

        // Then
        assertThat(masked).isEqualTo("{\"to\":\"‹EMAIL›\"}");
        assertThat(originals).containsExactly("Ann@x.org");
    }

    private static String digitsEscaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints()
                .forEach(c -> {
                    if (Character.isDigit(c) && c <= Character.MAX_VALUE) {
                        escaped.append("\\u%04x".formatted(c));
                    } else {
                        escaped.appendCodePoint(c);
                    }
                });
        return escaped.toString();
    }
}
