package dev.sluice.masking.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs every detector over its own examples, each detector alone so that a failure names it.
class DetectorExamplesTest {

    private static final Map<String, CompiledDetectors> COMPILED =
            BuiltinDetectors.all().stream()
                    .collect(
                            Collectors.toMap(
                                    Detector::name, d -> CompiledDetectors.compile(List.of(d))));

    static Stream<Arguments> samples() {
        return BuiltinDetectors.all().stream()
                .flatMap(d -> d.examples().marked().stream().map(s -> Arguments.of(d.name(), s)));
    }

    static Stream<Arguments> nearMisses() {
        return BuiltinDetectors.all().stream()
                .flatMap(d ->
                        d.examples().nearMisses().stream().map(s -> Arguments.of(d.name(), s)));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void findsTheMarkedPartOfASample(String name, Detector.Sample sample) {
        // When
        List<Span> spans = scan(name, sample.text());

        // Then
        assertThat(spans).hasSize(1);
        assertThat(spans.getFirst().start()).isEqualTo(sample.start());
        assertThat(spans.getFirst().end()).isEqualTo(sample.end());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void findsSampleBetweenChineseCharacters(String name, Detector.Sample sample) {
        // When
        List<Span> spans = scan(name, "联系" + sample.text() + "谢谢");

        // Then
        assertThat(spans).hasSize(1);
        assertThat(spans.getFirst().start()).isEqualTo(2 + sample.start());
    }

    @ParameterizedTest
    @MethodSource("nearMisses")
    void findsNothingInNearMiss(String name, String nearMiss) {
        // When
        List<Span> spans = scan(name, nearMiss);

        // Then
        assertThat(spans).isEmpty();
    }

    @Test
    void everyDetectorHasExamplesAndItsOwnName() {
        // When
        List<Detector> detectors = BuiltinDetectors.all();

        // Then
        assertThat(detectors).hasSizeGreaterThan(40);
        assertThat(detectors).extracting(Detector::name).doesNotHaveDuplicates();
        assertThat(detectors)
                .allSatisfy(detector -> {
                    assertThat(detector.examples().samples()).isNotEmpty();
                    assertThat(detector.examples().nearMisses()).isNotEmpty();
                });
    }

    private static List<Span> scan(String detector, String text) {
        Feed feed = new Feed(Objects.requireNonNull(COMPILED.get(detector)));
        feed.append(text);
        feed.finish();
        return feed.spans();
    }
}
