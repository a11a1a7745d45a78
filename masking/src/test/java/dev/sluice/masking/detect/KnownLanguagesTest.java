package dev.sluice.masking.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Goal: the packed languages are those of the detectors. After a change to a pattern write them
/// anew: `mvn -pl masking test -Dtest=KnownLanguagesTest -Dsluice.masking.languages=write`, then
/// build again.
class KnownLanguagesTest {

    private static final Path FILE =
            Path.of("src/main/resources/dev/sluice/masking/detect/languages.bin.gz");

    @Test
    void everyBuiltinDetectorIsPacked() throws IOException {
        // Given
        List<Detector.Shape> shapes = BuiltinDetectors.all().stream().map(Detector::shape).toList();
        if ("write".equals(System.getProperty("sluice.masking.languages"))) {
            write(shapes);
            return;
        }

        // When
        List<String> missing =
                BuiltinDetectors.all().stream()
                        .filter(detector -> KnownLanguages.find(detector.shape()).isEmpty())
                        .map(Detector::name)
                        .toList();

        // Then
        assertThat(missing).as("patterns changed: see this class on how to pack them").isEmpty();
    }

    @Test
    void packedLanguageIsTheCompiledOne() {
        for (Detector detector : List.of(InternetDetectors.EMAIL, PaymentDetectors.IBAN)) {
            // When
            PatternLanguage packed = KnownLanguages.find(detector.shape()).orElseThrow();
            PatternLanguage compiled = PatternLanguage.compile(detector.shape());

            // Then
            assertThat(packed.stateCount()).isEqualTo(compiled.stateCount());
            assertThat(packed.cutPoints()).isEqualTo(compiled.cutPoints());
            for (int state = 0; state < packed.stateCount(); state++) {
                assertThat(packed.isAccepting(state)).isEqualTo(compiled.isAccepting(state));
                assertThat(packed.row(state).targets()).isEqualTo(compiled.row(state).targets());
            }
        }
    }

    private static void write(List<Detector.Shape> shapes) throws IOException {
        try (OutputStream file = Files.newOutputStream(FILE)) {
            KnownLanguages.write(shapes, file);
        }
    }
}
