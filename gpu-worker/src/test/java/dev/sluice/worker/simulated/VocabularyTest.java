package dev.sluice.worker.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contracts.SluiceException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VocabularyTest {
    private static String said(Vocabulary vocabulary, long textSeed, int tokenCount) {
        return IntStream.range(0, tokenCount)
                .map(position -> vocabulary.tokenAt(textSeed, position))
                .mapToObj(id -> vocabulary.tokenBytes().bytes(id))
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .collect(Collectors.joining());
    }

    @Test
    void aFilesTextIsSaidWordByWordAndOverAgain(@TempDir Path folder) throws Exception {
        // Given
        Path file = Files.writeString(folder.resolve("text"), "Mail bob@example.com\n你好 now.\n");

        // When
        Vocabulary vocabulary = Vocabulary.ofFile(file);

        // Then
        assertThat(said(vocabulary, 1, 5)).isEqualTo("Mail bob@example.com\n你好 now.\n");
        assertThat(said(vocabulary, 2, 7)).endsWith("now.\nMail bob@example.com");
    }

    @Test
    void builtInWordsDependOnSeedAndPrompt() {
        // Given
        Vocabulary vocabulary = Vocabulary.builtin();
        long seed = Vocabulary.textSeed(new int[] {1, 2}, 5);

        // Then
        assertThat(said(vocabulary, seed, 50)).isEqualTo(said(vocabulary, seed, 50));
        assertThat(said(vocabulary, Vocabulary.textSeed(new int[] {1, 2}, 6), 50))
                .isNotEqualTo(said(vocabulary, seed, 50));
        assertThat(said(vocabulary, Vocabulary.textSeed(new int[] {1, 3}, 5), 50))
                .isNotEqualTo(said(vocabulary, seed, 50));
    }

    @Test
    void filesThatAreEmptyTooLongOrMissingAreRefusedByName(@TempDir Path folder) throws Exception {
        // Given
        Path empty = Files.writeString(folder.resolve("empty"), "");
        Path long1 = Files.writeString(folder.resolve("long"), "a".repeat((1 << 20) + 1));

        // Then
        assertThatThrownBy(() -> Vocabulary.ofFile(empty))
                .isInstanceOf(SluiceException.class)
                .hasMessage("text file " + empty + " has 0 bytes, allowed are 1 to 1048576");
        assertThatThrownBy(() -> Vocabulary.ofFile(long1)).hasMessageContaining("1048577 bytes");
        assertThatThrownBy(() -> Vocabulary.ofFile(folder.resolve("none")))
                .hasMessageContaining("cannot be read");
    }
}
