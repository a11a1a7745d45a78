package dev.sluice.worker.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TextPiecesTest {
    private static final int[] ALPHABET = {
        'a', 'Z', ' ', '\n', 0, 1, 0x7f, 0x80, 'é', '中', 0xffff, 0x1f600, Character.MAX_CODE_POINT
    };

    private static List<Integer> ids(String... tokens) {
        var ids = new ArrayList<Integer>();
        for (String token : tokens) {
            Arrays.stream(TextPieces.of(token)).forEach(ids::add);
        }
        return ids;
    }

    private static int[] array(List<Integer> ids) {
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyTextComesBackFromItsIds(long seed) {
        // Given
        var random = new SplittableRandom(seed);
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int length = random.nextInt(12);
            int[] characters =
                    random.ints(length, 0, ALPHABET.length).map(k -> ALPHABET[k]).toArray();
            tokens.add(new String(characters, 0, length));
        }

        // When
        List<Integer> ids = ids(tokens.toArray(String[]::new));

        // Then
        assertThat(ids).allMatch(id -> id > 0);
        assertThat(TextPieces.arePieces(array(ids))).isTrue();
        assertThat(TextPieces.text(array(ids))).isEqualTo(String.join("", tokens));
        assertThat(TextPieces.tokenCount(array(ids))).isEqualTo(tokens.size());
    }

    @Test
    void fourAsciiCharactersAreOneId() {
        assertThat(ids("a", "word", " word", "中文")).hasSize(1 + 1 + 2 + 2);
    }

    @Test
    void aTokenWithoutTextIsOneId() {
        assertThat(ids("")).hasSize(1);
        assertThat(TextPieces.tokenCount(array(ids("", "a", "")))).isEqualTo(3);
        assertThat(TextPieces.text(array(ids("", "a", "")))).isEqualTo("a");
    }

    @Test
    void aTokenThatWasNotFinishedIsLeftOutForGood() {
        // Given
        List<Integer> begun = ids("Hello", " wonderful");
        List<Integer> cut = begun.subList(0, begun.size() - 1);

        // When
        List<Integer> continued = new ArrayList<>(cut);
        continued.addAll(ids(" world"));

        // Then
        assertThat(TextPieces.text(array(cut))).isEqualTo("Hello");
        assertThat(TextPieces.text(array(continued))).isEqualTo("Hello world");
        assertThat(TextPieces.tokenCount(array(continued))).isEqualTo(2);
    }

    @Test
    void idsOfAVocabularyAreToldApart() {
        assertThat(TextPieces.arePieces(new int[] {128_000, 5})).isFalse();
        assertThat(TextPieces.arePieces(new int[0])).isTrue();
    }

    @Test
    void anyIdAtAllIsRead() {
        // Given: ids that nobody writes.
        List<Integer> ids = List.of(0, 1 << 28, Integer.MAX_VALUE, Integer.MIN_VALUE, -1);

        // Then
        assertThat(TextPieces.text(array(ids))).isNotNull();
    }

    @Test
    void aTokensTextIsShownWithItsLastId() {
        // Given
        var answer = new AnswerText(new PieceDetokenizer(), StopStrings.of(List.of("END")));

        // When
        var shown = new ArrayList<String>();
        ids("Hello ", "wonderful", "E", "ND", "more").forEach(id -> shown.add(answer.append(id)));

        // Then
        assertThat(shown).containsExactly("", "Hello ", "", "", "wonderful", "", "", "");
        assertThat(answer.isStopped()).isTrue();
    }
}
