package dev.sluice.masking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.masking.detect.BuiltinDetectors;
import dev.sluice.masking.detect.EntityType;
import dev.sluice.masking.detect.Scanner;
import dev.sluice.masking.policy.MaskingPolicy;
import dev.sluice.masking.transform.Keep;
import dev.sluice.masking.transform.Placeholder;
import dev.sluice.masking.transform.Transformation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Goal: however a text is cut, the stream shows what the whole text shows, and shows nothing early
/// that ends masked. Method: placeholders put in place of every span, so that the whole output
/// holds no character of any; then each prefix shown must be a prefix of that output.
class ChunkingPropertyTest {

    /// A match, and an incomplete pair of escaped surrogates behind two backslashes each.
    private static final int HELD_MAX = Scanner.SPAN_LENGTH_MAX + 13;

    /// Per seed; `-Dsluice.masking.cases=125000` makes a million in all.
    private static final int CASES = Integer.getInteger("sluice.masking.cases", 2_000);

    private static final List<Masker> MASKERS =
            List.of(
                    Masker.of(MaskingPolicy.maskEverything()),
                    Masker.of(placeholders()),
                    Masker.of(
                            new MaskingPolicy(
                                    Map.of(EntityType.EMAIL, new Keep()),
                                    Set.of("13812345678", "alice@example.com"))));

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
    void streamIsTheWholeAndShowsNothingEarly(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < CASES; i++) {
            // Given
            Masker masker = MASKERS.get(i % MASKERS.size());
            String text = RandomTexts.odd(random, 120);
            List<String> chunks = RandomTexts.chunks(random, text);
            Masked whole = masker.maskWhole(text);

            // When
            StringBuilder shown = new StringBuilder();
            List<Finding> findings = new ArrayList<>();
            StreamingMasker stream = masker.open();
            for (String chunk : chunks) {
                take(stream.append(chunk), whole.text(), shown, findings);
                assertThat(stream.heldLength()).isLessThanOrEqualTo(HELD_MAX);
            }
            take(stream.flush(), whole.text(), shown, findings);

            // Then
            assertThat(shown.toString())
                    .as("seed %d case %d %s", seed, i, chunks)
                    .isEqualTo(whole.text());
            assertThat(findings)
                    .as("seed %d case %d %s", seed, i, chunks)
                    .isEqualTo(whole.findings());
        }
    }

    private static void take(
            Masked step, String whole, StringBuilder shown, List<Finding> findings) {
        shown.append(step.text());
        findings.addAll(step.findings());
        assertThat(whole).startsWith(shown);
    }

    private static MaskingPolicy placeholders() {
        Map<EntityType, Transformation> entities =
                BuiltinDetectors.types().stream()
                        .collect(Collectors.toMap(Function.identity(), _ -> new Placeholder()));
        return new MaskingPolicy(entities, Set.of());
    }
}
