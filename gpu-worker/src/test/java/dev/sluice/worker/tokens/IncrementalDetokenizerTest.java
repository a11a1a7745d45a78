package dev.sluice.worker.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IncrementalDetokenizerTest {
    private static final String SAMPLE = "Hello wörld, 你好世界 😀👩‍👩‍👧 é\tx\n  日本語 1234";

    @Test
    void waitsForTheRestOfACharacter() {
        // Given
        IncrementalDetokenizer detokenizer = new IncrementalDetokenizer(singleBytes());
        StringBuilder out = new StringBuilder();

        // When
        StringBuilder lengths = new StringBuilder();
        for (byte value : "a😀é".getBytes(StandardCharsets.UTF_8)) {
            detokenizer.append(value & 0xFF, out);
            lengths.append(out.length());
        }

        // Then
        assertThat(out).hasToString("a😀é");
        assertThat(lengths).hasToString("1" + "1113" + "34");
    }

    @Test
    void givesTheReplacementCharacterOnlyForBytesThatAreNoUtf8() {
        IncrementalDetokenizer detokenizer = new IncrementalDetokenizer(singleBytes());
        StringBuilder out = new StringBuilder();
        detokenizer.append(0xE4, out);
        assertThat(out).isEmpty();
        detokenizer.append('a', out);
        assertThat(out).hasToString("\uFFFDa");
        detokenizer.append(0xF0, out);
        detokenizer.append(0x9F, out);
        assertThat(out).hasToString("\uFFFDa");
        detokenizer.flush(out);
        assertThat(out).hasToString("\uFFFDa\uFFFD");
    }

    @Test
    void startsAnewAfterAFlush() {
        IncrementalDetokenizer detokenizer = new IncrementalDetokenizer(singleBytes());
        StringBuilder out = new StringBuilder();
        detokenizer.append(0xE4, out);
        detokenizer.flush(out);
        detokenizer.append('b', out);
        assertThat(out).hasToString("\uFFFDb");
    }

    @Test
    void equalsDecodingAllBytesAtOnceWhateverTheBytes() {
        for (int seed = 0; seed < 5_000; seed++) {
            // Given
            SplittableRandom random = new SplittableRandom(seed);
            byte[][] table = randomTable(random);
            TokenBytes tokens = new TokenBytes(table, List.of(), false);
            IncrementalDetokenizer detokenizer = new IncrementalDetokenizer(tokens);
            StringBuilder out = new StringBuilder();
            ByteArrayOutputStream all = new ByteArrayOutputStream();

            // When
            for (int i = 0; i < 30; i++) {
                int id = random.nextInt(table.length);
                all.writeBytes(table[id]);
                int before = out.length();
                detokenizer.append(id, out);
                assertThat(endsInHalfACharacter(out.substring(before))).isFalse();
            }
            detokenizer.flush(out);

            // Then
            assertThat(out).as("seed " + seed).hasToString(all.toString(StandardCharsets.UTF_8));
        }
    }

    @Test
    void takesTokensLongerThanItsBuffer() {
        byte[] spaces = " ".repeat(300).getBytes(StandardCharsets.UTF_8);
        byte[] chinese = "你".repeat(100).getBytes(StandardCharsets.UTF_8);
        TokenBytes tokens = new TokenBytes(new byte[][] {spaces, chinese}, List.of(), false);
        StringBuilder out = new StringBuilder();
        IncrementalDetokenizer detokenizer = new IncrementalDetokenizer(tokens);
        detokenizer.append(0, out);
        detokenizer.append(1, out);
        assertThat(out).hasToString(" ".repeat(300) + "你".repeat(100));
    }

    @ParameterizedTest
    @ValueSource(strings = {"byte-level", "byte-fallback"})
    void givesBackTheTextThatWasEncoded(String name) {
        try (Tokenizer tokenizer = TinyTokenizers.open(name)) {
            // When
            IncrementalDetokenizer detokenizer = new IncrementalDetokenizer(tokenizer.tokenBytes());
            StringBuilder out = new StringBuilder();
            for (int id : tokenizer.encode(SAMPLE, true)) {
                detokenizer.append(id, out);
            }
            detokenizer.flush(out);

            // Then
            assertThat(out).hasToString(SAMPLE);
        }
    }

    @Test
    void givesNoTextForSpecialTokensButForOtherAddedOnes() {
        TokenBytes tokens = TinyTokenizers.bytes("byte-level");
        StringBuilder out = new StringBuilder();
        IncrementalDetokenizer detokenizer = new IncrementalDetokenizer(tokens);
        for (AddedToken token : tokens.addedTokens()) {
            detokenizer.append(token.id(), out);
        }
        assertThat(out).hasToString("<think></think><｜User｜>    ");
    }

    @Test
    void ignoresIdsOutsideTheVocabulary() {
        StringBuilder out = new StringBuilder();
        IncrementalDetokenizer detokenizer = new IncrementalDetokenizer(singleBytes());
        detokenizer.append(-1, out);
        detokenizer.append(1_000_000, out);
        assertThat(out).isEmpty();
    }

    private static boolean endsInHalfACharacter(String text) {
        return !text.isEmpty() && Character.isHighSurrogate(text.charAt(text.length() - 1));
    }

    private static TokenBytes singleBytes() {
        byte[][] table = new byte[256][];
        for (int i = 0; i < table.length; i++) {
            table[i] = new byte[] {(byte) i};
        }
        return new TokenBytes(table, List.of(), false);
    }

    /// Tokens that are pieces of valid text, of any lengths, and some arbitrary bytes.
    private static byte[][] randomTable(SplittableRandom random) {
        byte[] valid = SAMPLE.getBytes(StandardCharsets.UTF_8);
        byte[][] table = new byte[12][];
        for (int i = 0; i < table.length; i++) {
            table[i] = new byte[random.nextInt(5)];
            int from = random.nextInt(valid.length - 5);
            for (int k = 0; k < table[i].length; k++) {
                table[i][k] = i < 8 ? valid[from + k] : (byte) random.nextInt(256);
            }
        }
        return table;
    }
}
