package dev.sluice.masking.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FoldingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "plain text 1-2|plain text 1-2",
                "１２３ＡＢｃ＠．|123ABc@.",
                "1\u200b2\u200d3\ufeff4|1234",
                "1\u00a02\u30003|1 2 3",
                "1\u20102\u20133\u22124\uff0d5|1-2-3-4-5",
                "٣٤५६|3456",
                "𝟏𝟐𝐚𝒃|12ab",
                "中文é😀|中文é😀"
            })
    void readsLookAlikesAsWhatTheyLookLike(String text, String expected) {
        // When
        String folded = Folding.fold(text);

        // Then
        assertThat(folded).isEqualTo(expected);
    }
}
