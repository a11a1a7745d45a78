package dev.sluice.bench.mask;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.bench.mask.LabelledText.Label;
import dev.sluice.masking.Masker;
import dev.sluice.masking.policy.MaskingPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;

class CorpusFiguresTest {

    @Test
    void countsLabelsThatAreFoundAndFindingsThatAreRight() {
        // Given
        Masker masker = Masker.of(MaskingPolicy.maskEverything());
        List<LabelledText> texts =
                List.of(
                        new LabelledText("mail a@b.co", List.of(new Label("EMAIL_ADDRESS", 5, 11))),
                        new LabelledText("mail c@d.co", List.of()),
                        new LabelledText("it is Ann", List.of(new Label("PERSON", 6, 9))));

        // When
        JsonNode json = CorpusFigures.measure(masker, texts).json();

        // Then
        JsonNode mail = json.path("types").path("EMAIL_ADDRESS");
        assertThat(mail.path("recall").asDouble()).isEqualTo(1);
        assertThat(mail.path("precision").asDouble()).isEqualTo(0.5);
        assertThat(json.path("types").path("PERSON").path("recall").asDouble()).isZero();
        assertThat(json.path("held").path("max").asInt()).isEqualTo(6);
    }
}
