package dev.sluice.masking.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.masking.Finding;
import dev.sluice.masking.Masked;
import dev.sluice.masking.Masker;
import dev.sluice.masking.StreamingMasker;
import dev.sluice.masking.policy.MaskingPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Goal: a secret without a largest length is masked once it is certain, and swallowed to its end
/// whatever else it holds.
class OpenEndedSpanTest {

    private static final Masker MASKER = Masker.of(MaskingPolicy.maskEverything());

    @Test
    void masksAKeyAsSoonAsItIsCertain() {
        // Given
        StreamingMasker stream = MASKER.open();

        // When
        Masked before = stream.append("key sk-abcdefghijklmnopqrs");
        Masked certain = stream.append("t");
        Masked more = stream.append("uvwxyz".repeat(1000));
        Masked behind = stream.append(", done ");

        // Then
        assertThat(before.text()).isEqualTo("key ");
        assertThat(certain.text()).isEqualTo("sk-a****");
        assertThat(more.text()).isEmpty();
        assertThat(behind.text()).isEqualTo(", done ");
        assertThat(behind.findings())
                .containsExactly(new Finding(EntityType.API_KEY, 4, 4 + 23 + 6000, "mask"));
    }

    @Test
    void leavesTheFullStopBehindATokenAlone() {
        // Given
        String token = "eyJhbGciOiJub25lIn0.eyJqb2UiOjF9";

        // When
        Masked masked = MASKER.maskWhole("Use " + token + ". Then go.");

        // Then
        assertThat(masked.text()).isEqualTo("Use ****. Then go.");
    }

    @Test
    void holdsNothingBackWhileItSwallows() {
        // Given
        StreamingMasker stream = MASKER.open();
        stream.append("-----BEGIN PRIVATE KEY-----");

        // When
        List<Integer> held = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            stream.append("MIIBVQIBADANBgkqhkiG9w0BAQ\n");
            held.add(stream.heldLength());
        }
        Masked rest = stream.append("-----END PRIVATE KEY-----\nNext");

        // Then
        assertThat(held).containsOnly(0);
        assertThat(rest.text()).isEqualTo("\n");
        assertThat(stream.flush().text()).isEqualTo("Next");
    }

    @Test
    void masksTheRestOfAMatchThatReachesBeyond() {
        // When
        Masked masked = MASKER.maskWhole("sk-abcdefghijklmnopqrst@example.com");

        // Then
        assertThat(masked.text()).isEqualTo("sk-a" + "*".repeat(4 + "@example.com".length()));
    }

    @Test
    void findsWhatTheDefinitionSaysOnEverySmallText() {
        // Given
        Detector open =
                Detector.detector(new EntityType("TOY"), "open")
                        .pattern("ab+(cb+)*")
                        .openEnded()
                        .build();
        Detector other =
                Detector.detector(new EntityType("TOY"), "other").pattern("bc|ca|bbcc").build();
        List<NaiveScan.Language> languages = List.of(language(open), language(other));
        CompiledDetectors detectors = CompiledDetectors.compile(List.of(open, other));

        for (String text : texts()) {
            // When
            Feed feed = new Feed(detectors);
            feed.append(text);
            feed.finish();

            // Then
            assertThat(feed.parts()).as(text).isEqualTo(NaiveScan.scan(languages, text));
        }
    }

    private static NaiveScan.Language language(Detector detector) {
        Pattern pattern = Pattern.compile(String.join("|", detector.shape().patterns()));
        return new NaiveScan.Language() {
            @Override
            public String name() {
                return detector.name();
            }

            @Override
            public int priority() {
                return detector.priority();
            }

            @Override
            public boolean matches(String text, int start, int end) {
                return pattern.matcher(text.substring(start, end)).matches();
            }
        };
    }

    private static List<String> texts() {
        List<String> texts = new ArrayList<>(List.of(""));
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            if (text.length() < 8) {
                "abc".chars().forEach(c -> texts.add(text + (char) c));
            }
        }
        return texts;
    }
}
