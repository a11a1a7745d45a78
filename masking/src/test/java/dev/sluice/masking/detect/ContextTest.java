package dev.sluice.masking.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Goal: words raise and lower scores within their window, and without its word a number that needs
/// one is not held for a character.
class ContextTest {

    private static final ContextWords WORDS = ContextWords.within(4, "toy", "tag id", "标签");

    private static final ContextWords OPPOSING = ContextWords.within(4, "other", "not");

    private static final Detector BEHIND_WORD =
            Detector.detector(new EntityType("TOY"), "behind")
                    .pattern("[0-9]{3}")
                    .notAfter("0-9")
                    .notBefore("0-9")
                    .behind(WORDS)
                    .build();

    private static final Detector LOWERED =
            Detector.detector(new EntityType("TOY"), "lowered")
                    .pattern("[a-z]{3}!")
                    .notAfter("a-z")
                    .scored(0.6)
                    .raisedTo(0.9, WORDS)
                    .loweredTo(0.2, OPPOSING)
                    .build();

    @ParameterizedTest
    @CsvSource({
        "tag id 123, 1",
        "TAG-ID: 123, 1",
        "tag id   123, 1",
        "tag id    123, 0",
        "tag id123, 1",
        "tags id 123, 0",
        "xtag id 123, 0",
        "标签123, 1",
        "看标签：123, 1",
        "标题123, 0",
        "打tag id号123, 1",
        "123 tag id, 0"
    })
    void countsWithinItsWindow(String text, int found) {
        assertThat(scan(BEHIND_WORD, text).spans()).hasSize(found);
    }

    @Test
    void tellsScoreAndWord() {
        // When
        Span plain = scan(LOWERED, "abc!").spans().getFirst();
        Span raised = scan(LOWERED, "tag id abc!").spans().getFirst();

        // Then
        assertThat(plain.score()).isEqualTo(0.6);
        assertThat(plain.contextWord()).isNull();
        assertThat(raised.score()).isEqualTo(0.9);
        assertThat(raised.contextWord()).isEqualTo("tag id");
        assertThat(scan(LOWERED, "not abc!").spans()).isEmpty();
    }

    @Test
    void thresholdDecides() {
        // Given
        CompiledDetectors strict = CompiledDetectors.compile(List.of(LOWERED), _ -> 0.7);
        CompiledDetectors lax = CompiledDetectors.compile(List.of(LOWERED), _ -> 0.1);

        // Then
        assertThat(scan(strict, "abc!").spans()).isEmpty();
        assertThat(scan(strict, "tag id abc!").spans()).hasSize(1);
        assertThat(scan(lax, "not abc!").spans()).hasSize(1);
    }

    @Test
    void holdsNothingWithoutItsWord() {
        // Given
        Feed feed = new Feed(CompiledDetectors.compile(List.of(BEHIND_WORD)));

        // When
        feed.append("about 12");
        long without = feed.holdFrom();
        feed.append(", tag id 12");

        // Then
        assertThat(without).isEqualTo(8);
        assertThat(feed.holdFrom()).isEqualTo(17);
    }

    private static Feed scan(Detector detector, String text) {
        return scan(CompiledDetectors.compile(List.of(detector)), text);
    }

    private static Feed scan(CompiledDetectors detectors, String text) {
        Feed feed = new Feed(detectors);
        feed.append(text);
        feed.finish();
        return feed;
    }
}
