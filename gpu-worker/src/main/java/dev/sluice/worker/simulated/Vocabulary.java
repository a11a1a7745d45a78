package dev.sluice.worker.simulated;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import dev.sluice.worker.sampling.CounterRandom;
import dev.sluice.worker.tokens.TokenBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// What the simulated engine says: a pure function of prompt, seed and position. Immutable.
///
/// Built in, words are drawn one by one. From a file, its words follow one another, and it begins
/// again at its end; there prompt and seed change nothing.
public final class Vocabulary {
    private static final int FILE_BYTES_MAX = 1 << 20;

    /// A word with the space before it, as tokenizers cut.
    private static final Pattern PIECE = Pattern.compile("\\s*\\S+|\\s+$");

    private static final List<String> WORDS =
            List.of(
                    ("the of and to in is that it was for on are as with they at be this have from"
                                    + " or one had by but not what all were we when there can an"
                                    + " which their if will each about how up out them then many"
                                    + " some so these would other into has more two like see time"
                                    + " could no make than first been its who now people my made"
                                    + " over did down only way find use may water long little very"
                                    + " after words called just where most know")
                            .split(" "));

    private final TokenBytes tokenBytes;
    private final int wordCount;
    private final boolean isInOrder;

    private Vocabulary(List<String> pieces, boolean isInOrder) {
        this.tokenBytes = TokenBytes.ofTexts(pieces);
        this.wordCount = pieces.size();
        this.isInOrder = isInOrder;
    }

    /// Why the space stands behind each word: masking holds a word back until it is over, and what
    /// is measured with these is the mesh, not the pace at which its next token would come.
    public static Vocabulary builtin() {
        return new Vocabulary(WORDS.stream().map(word -> word + " ").toList(), false);
    }

    /// At most 1 MiB of UTF-8.
    public static Vocabulary ofFile(Path file) {
        try {
            long bytes = Files.size(file);
            if (bytes == 0 || bytes > FILE_BYTES_MAX) {
                throw new SluiceException(
                        ErrorCode.ENGINE_FAILED,
                        "text file %s has %d bytes, allowed are 1 to %d"
                                .formatted(file, bytes, FILE_BYTES_MAX));
            }
            return ofText(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new SluiceException(
                    ErrorCode.ENGINE_FAILED, "text file " + file + " cannot be read", e);
        }
    }

    static Vocabulary ofText(String text) {
        return new Vocabulary(PIECE.matcher(text).results().map(MatchResult::group).toList(), true);
    }

    public TokenBytes tokenBytes() {
        return tokenBytes;
    }

    /// The token at a position of the answer, from 0 on.
    int tokenAt(long textSeed, int position) {
        return isInOrder
                ? position % wordCount
                : (int) (CounterRandom.uniform(textSeed, position) * wordCount);
    }

    /// Prompt and seed as one number.
    static long textSeed(int[] promptTokens, long seed) {
        return seed * 31 + Arrays.hashCode(promptTokens);
    }
}
