package dev.sluice.masking.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs every detector over its own examples, each detector alone so that a failure names it.
class DetectorExamplesTest {

    static Stream<Arguments> samples() {
        return BuiltinDetectors.all().stream()
                .flatMap(d -> d.examples().samples().stream().map(s -> Arguments.of(d.name(), s)));
    }

    static Stream<Arguments> nearMisses() {
        return BuiltinDetectors.all().stream()
                .flatMap(d ->
                        d.examples().nearMisses().stream().map(s -> Arguments.of(d.name(), s)));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void findsSampleFromEndToEnd(String name, String sample) {
        // When
        List<Span> spans = scan(detector(name), sample);

        // Then
        assertThat(spans).hasSize(1);
        assertThat(spans.getFirst().start()).isZero();
        assertThat(spans.getFirst().isOpen() || spans.getFirst().end() == sample.length()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void findsSampleBetweenChineseCharacters(String name, String sample) {
        // When
        List<Span> spans = scan(detector(name), "联系" + sample + "谢谢");

        // Then
        assertThat(spans).hasSize(1);
        assertThat(spans.getFirst().start()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("nearMisses")
    void findsNothingInNearMiss(String name, String nearMiss) {
        // When
        List<Span> spans = scan(detector(name), nearMiss);

        // Then
        assertThat(spans).isEmpty();
    }

    @Test
    void everyDetectorHasExamplesAndItsOwnName() {
        // When
        List<Detector> detectors = BuiltinDetectors.all();

        // Then
        assertThat(detectors).extracting(Detector::name).doesNotHaveDuplicates();
        assertThat(detectors)
                .allSatisfy(detector -> {
                    assertThat(detector.examples().samples()).isNotEmpty();
                    assertThat(detector.examples().nearMisses()).isNotEmpty();
                });
    }

    private static Detector detector(String name) {
        return BuiltinDetectors.all().stream()
                .filter(detector -> detector.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Span> scan(Detector detector, String text) {
        List<Span> spans = new ArrayList<>();
        Feed feed = new Feed(CompiledDetectors.compile(List.of(detector)), spans::add);
        feed.append(text);
        feed.finish();
        return spans;
    }
}
