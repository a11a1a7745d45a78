package dev.sluice.worker.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contracts.SluiceException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TokenBytesTest {
    @Test
    void knowsEveryByteOfAByteLevelVocabulary() {
        // Given
        TokenBytes tokens = TinyTokenizers.bytes("byte-level");

        // When
        BitSet single = new BitSet();
        for (int id = 0; id < tokens.size(); id++) {
            if (tokens.byteCount(id) == 1) {
                single.set(tokens.bytes(id)[0] & 0xFF);
            }
        }

        // Then
        assertThat(single.cardinality()).isEqualTo(256);
        assertThat(tokens.size()).isEqualTo(396);
    }

    @Test
    void readsByteTokensAndSpacesOfASentencePieceVocabulary() {
        TokenBytes tokens = TinyTokenizers.bytes("byte-fallback");
        assertThat(tokens.bytes(3)).containsExactly(0x00);
        assertThat(tokens.bytes(3 + 0xE4)).containsExactly(0xE4);
        assertThat(tokens.dropsFirstSpace()).isTrue();
    }

    @Test
    void marksSpecialTokensAndGivesThemNoBytes() {
        TokenBytes tokens = TinyTokenizers.bytes("byte-level");
        assertThat(tokens.isSpecial(2)).isTrue();
        assertThat(tokens.byteCount(2)).isZero();
        AddedToken think = Objects.requireNonNull(tokens.addedToken("<think>"));
        assertThat(tokens.isSpecial(think.id())).isFalse();
        assertThat(tokens.bytes(think.id())).isEqualTo("<think>".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsAUnigramVocabularyByPosition() {
        TokenBytes tokens =
                TokenBytes.of(
                        Map.of(
                                "model",
                                        Map.of(
                                                "vocab",
                                                List.of(List.of("<unk>", 0), List.of("▁a", -1.5))),
                                "decoder",
                                        Map.of(
                                                "type",
                                                "Metaspace",
                                                "replacement",
                                                "▁",
                                                "prepend_scheme",
                                                "always")));
        assertThat(tokens.bytes(1)).isEqualTo(" a".getBytes(StandardCharsets.UTF_8));
        assertThat(tokens.dropsFirstSpace()).isTrue();
    }

    @Test
    void refusesADecoderItDoesNotKnow() {
        Map<String, Object> file =
                Map.of(
                        "model",
                        Map.of("vocab", Map.of("a", 0)),
                        "decoder",
                        Map.of("type", "WordPiece"));
        assertThatThrownBy(() -> TokenBytes.of(file))
                .isInstanceOf(SluiceException.class)
                .hasMessageContaining("decoder WordPiece");
    }

    @Test
    void refusesAFileOfAnotherForm() {
        assertThatThrownBy(() -> TokenBytes.of(Map.of("model", "x")))
                .isInstanceOf(SluiceException.class)
                .hasMessage("tokenizer.json has an unexpected form");
        assertThatThrownBy(() ->
                        TokenBytes.of(
                                Map.of(
                                        "model",
                                        Map.of("vocab", Map.of("a", 2_000_000_000)),
                                        "decoder",
                                        Map.of("type", "ByteLevel"))))
                .hasMessageContaining("token id 2000000000, at most 4000000 is supported");
    }
}
