package dev.sluice.masking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.masking.detect.BuiltinDetectors;
import dev.sluice.masking.detect.EntityType;
import dev.sluice.masking.policy.MaskingPolicy;
import dev.sluice.masking.transform.Block;
import dev.sluice.masking.transform.Keep;
import dev.sluice.masking.transform.Placeholder;
import dev.sluice.masking.transform.Transformation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StreamingMaskerTest {

    private static final Masker DEFAULT = Masker.of(MaskingPolicy.maskEverything());

    private static final int PAIRS_LENGTH_MAX = 24;

    private static final Masker PLACEHOLDERS = Masker.of(everyType(new Placeholder()));

    static Stream<String> samplesInContext() {
        return BuiltinDetectors.all().stream()
                .flatMap(detector -> detector.examples().samples().stream())
                .flatMap(sample -> Stream.of(sample, "联系" + sample + "，谢谢", "x " + sample + ", y"));
    }

    /// Every split; in short texts every pair of splits.
    @ParameterizedTest
    @MethodSource("samplesInContext")
    void showsNoPartOfASampleAtAnySplit(String text) {
        Masked whole = PLACEHOLDERS.maskWhole(text);
        assertThat(whole.findings()).isNotEmpty();
        for (int i = 0; i <= text.length(); i++) {
            int last = text.length() <= PAIRS_LENGTH_MAX ? text.length() : i;
            for (int j = i; j <= last; j++) {
                // Given
                StreamingMasker stream = PLACEHOLDERS.open();
                List<Masked> steps = new ArrayList<>();

                // When
                steps.add(stream.append(text.substring(0, i)));
                steps.add(stream.append(text.substring(i, j)));
                steps.add(stream.append(text.substring(j)));
                steps.add(stream.flush());

                // Then
                assertThat(joined(steps)).as("split at %d and %d", i, j).isEqualTo(whole);
            }
        }
    }

    @Test
    void showsTextAsSoonAsItIsNoPartOfAMatch() {
        // Given
        StreamingMasker stream = DEFAULT.open();

        // When
        List<String> shown =
                Stream.of("Call", " me", " at", " 138", "1234", "5678", ",", " Bye")
                        .map(chunk -> stream.append(chunk).text())
                        .toList();

        // Then
        assertThat(shown).containsExactly("", "Call ", "me ", "at ", "", "", "138****5678,", " ");
        assertThat(stream.flush().text()).isEqualTo("Bye");
    }

    @Test
    void releasesAtTheFirstImpossibleDigit() {
        // Given
        StreamingMasker stream = DEFAULT.open();

        // When
        String shown = stream.append("No. 00000").text() + stream.append("!").text();

        // Then
        assertThat(shown).isEqualTo("No. 00000!");
    }

    @Test
    void reportsFindingsInCodePointsOfTheWholeText() {
        // Given
        String text = "😀😀 a@b.co 😀 13812345678";

        // When
        Masked masked = DEFAULT.maskWhole(text);

        // Then
        assertThat(masked.findings())
                .containsExactly(
                        new Finding(EntityType.EMAIL, 3, 9, "mask"),
                        new Finding(EntityType.CN_MOBILE, 12, 23, "mask"));
    }

    @Test
    void neverCutsASurrogatePair() {
        // Given
        StreamingMasker stream = DEFAULT.open();

        // When
        String first = stream.append("好\ud83d").text();
        String second = stream.append("\ude00").text();

        // Then
        assertThat(first).isEqualTo("好");
        assertThat(second).isEqualTo("😀");
    }

    @Test
    void letsLoneSurrogatesThrough() {
        // Given
        String text = "\ude00a\ud83d,13812345678\ud83d";

        // When
        Masked masked = DEFAULT.maskWhole(text);

        // Then
        assertThat(masked.text()).isEqualTo("\ude00a\ud83d,138****5678\ud83d");
    }

    @Test
    void masksTheRestOfAnOverlappingMatch() {
        // Given
        String text = "4111 1111 1111 1111-8613812345678";

        // When
        Masked masked = DEFAULT.maskWhole(text);

        // Then
        assertThat(masked.text()).doesNotContain("13812345678").doesNotContain("4111 ");
    }

    @Test
    void masksALongRunOfLettersBeforeAnAddressFromTheLastSixtyFour() {
        // Given
        String run = "a".repeat(100);

        // When
        Masked masked = PLACEHOLDERS.maskWhole(run + "@example.com");

        // Then
        assertThat(masked.text()).isEqualTo("a".repeat(36) + "‹EMAIL›");
    }

    @Test
    void showsNothingFromABlockedMatchOn() {
        // Given
        StreamingMasker stream = Masker.of(everyType(new Block())).open();

        // When
        Masked step = stream.append("mail a@b.co and more ");
        Masked later = stream.append("text, c@d.org ");
        Masked last = stream.flush();

        // Then
        assertThat(step.text()).isEqualTo("mail ");
        assertThat(step.isBlocked()).isTrue();
        assertThat(step.findings()).containsExactly(new Finding(EntityType.EMAIL, 5, 11, "block"));
        assertThat(later).isEqualTo(new Masked("", List.of(), true));
        assertThat(last).isEqualTo(new Masked("", List.of(), true));
    }

    @Test
    void reportsAKeptTypeWithoutHoldingItBack() {
        // Given
        MaskingPolicy policy = new MaskingPolicy(Map.of(EntityType.EMAIL, new Keep()), Set.of());
        StreamingMasker stream = Masker.of(policy).open();

        // When
        Masked first = stream.append("mail zhang.san@exam");
        Masked second = stream.append("ple.com, 13812345678");
        Masked last = stream.flush();

        // Then
        assertThat(first.text()).isEqualTo("mail zhang.san@exam");
        assertThat(second.findings()).containsExactly(new Finding(EntityType.EMAIL, 5, 26, "keep"));
        assertThat(second.text() + last.text()).isEqualTo("ple.com, 138****5678");
    }

    @Test
    void masksANumberWithinAKeptAddress() {
        // Given
        MaskingPolicy policy = new MaskingPolicy(Map.of(EntityType.EMAIL, new Keep()), Set.of());

        // When
        Masked masked = Masker.of(policy).maskWhole("13812345678@qq.com");

        // Then
        assertThat(masked.text()).isEqualTo("138****5678@qq.com");
    }

    @Test
    void showsAllowedValuesAndWhatLiesWithin() {
        // Given
        Set<String> allow = Set.of("13812345678@QQ.com", "139 1234 5678");
        Masker masker = Masker.of(new MaskingPolicy(Map.of(), allow));

        // When
        Masked masked =
                masker.maskWhole("13812345678@qq.com, 139-1234-5678, 13912345678, 13912345679");

        // Then
        assertThat(masked.text())
                .isEqualTo("13812345678@qq.com, 139-1234-5678, 13912345678, 139****5679");
        assertThat(masked.findings())
                .extracting(Finding::action)
                .containsExactly("keep", "keep", "keep", "mask");
    }

    @Test
    void releasesAtTheEndWhatIsNoMatch() {
        // Given
        StreamingMasker stream = DEFAULT.open();

        // When
        Masked step = stream.append("1381234");
        Masked last = stream.flush();

        // Then
        assertThat(step.text()).isEmpty();
        assertThat(last.text()).isEqualTo("1381234");
    }

    @Test
    void redactsTextInItsDescription() {
        // When
        String description = DEFAULT.maskWhole("a secret").toString();

        // Then
        assertThat(description).doesNotContain("secret");
    }

    private static Masked joined(List<Masked> steps) {
        String text = steps.stream().map(Masked::text).collect(Collectors.joining());
        List<Finding> findings = steps.stream().flatMap(s -> s.findings().stream()).toList();
        return new Masked(text, findings, steps.getLast().isBlocked());
    }

    private static MaskingPolicy everyType(Transformation transformation) {
        Map<EntityType, Transformation> entities =
                BuiltinDetectors.types().stream()
                        .collect(Collectors.toMap(Function.identity(), _ -> transformation));
        return new MaskingPolicy(entities, Set.of());
    }
}
