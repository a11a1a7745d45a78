package dev.sluice.worker.constraint;

import dev.sluice.worker.tokens.TokenBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// A byte-level vocabulary as models have it: an end token, every byte, pieces of JSON, of words
/// and of numbers, and pieces that begin or end in half a character.
final class Vocabularies {
    static final int END_TOKEN = 0;
    static final int TOKEN_COUNT = 2_000;

    /// Not special, as in Qwen's vocabulary: it gives text.
    static final int TOOL_CALL_TOKEN = TOKEN_COUNT;

    private static final String CORPUS =
            "{\"name\": \"Ann\", \"items\":[{\"id\":12,\"x_1\":null},{\"id\":-3.5e2}],\"größe\":"
                    + "\"日本 😀\",\"flag\":true,\"a\":\"\\n\\u00e9\\\"\"}}]}, {\"kind\":\"k1\",false"
                    + " 2024-05-17T10:20:30Z user@mail.com https://a.org/b the quick brown   fox";

    private Vocabularies() {}

    static TokenBytes byteLevel() {
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        vocabulary.put("<end>", END_TOKEN);
        for (int value = 0; value < 256; value++) {
            vocabulary.put(String.valueOf(letter(value)), vocabulary.size());
        }
        byte[] corpus = CORPUS.getBytes(StandardCharsets.UTF_8);
        SplittableRandom random = new SplittableRandom(1);
        while (vocabulary.size() < TOKEN_COUNT) {
            int from = random.nextInt(corpus.length - 1);
            int to = Math.min(corpus.length, from + 2 + random.nextInt(random.nextInt(1, 30)));
            vocabulary.putIfAbsent(letters(corpus, from, to), vocabulary.size());
        }
        return TokenBytes.of(
                Map.of(
                        "model", Map.of("vocab", vocabulary),
                        "decoder", Map.of("type", "ByteLevel"),
                        "added_tokens", List.of(endToken(), toolCallToken())));
    }

    private static Map<String, Object> toolCallToken() {
        return Map.of("id", TOOL_CALL_TOKEN, "content", "<tool_call>", "special", false);
    }

    private static Map<String, Object> endToken() {
        return Map.of("id", END_TOKEN, "content", "<end>", "special", true);
    }

    private static String letters(byte[] bytes, int from, int to) {
        StringBuilder letters = new StringBuilder();
        for (int i = from; i < to; i++) {
            letters.append(letter(bytes[i] & 0xFF));
        }
        return letters.toString();
    }

    /// GPT-2's alphabet: visible Latin-1 stands for itself, other bytes for U+0100 and on.
    private static char letter(int value) {
        List<Integer> hidden = new ArrayList<>();
        for (int i = 0; i <= value; i++) {
            boolean isVisible =
                    (i >= '!' && i <= '~') || (i >= 0xA1 && i <= 0xAC) || (i >= 0xAE && i <= 0xFF);
            if (!isVisible) {
                hidden.add(i);
            }
        }
        boolean isHidden = !hidden.isEmpty() && hidden.getLast() == value;
        return (char) (isHidden ? 0x100 + hidden.size() - 1 : value);
    }

    /// Words with spaces before them, as SentencePiece has them: decoding drops the first.
    static TokenBytes sentencePiece() {
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        vocabulary.put("<end>", END_TOKEN);
        for (int value = 0; value < 256; value++) {
            vocabulary.put("<0x%02X>".formatted(value), vocabulary.size());
        }
        for (String piece :
                List.of("▁", "▁{", "{", "▁{\"", "}", "▁}", "a", "▁a", "▁▁a", "1", "▁1")) {
            vocabulary.put(piece, vocabulary.size());
        }
        return TokenBytes.of(
                Map.of(
                        "model", Map.of("vocab", vocabulary),
                        "decoder",
                                Map.of(
                                        "type",
                                        "Sequence",
                                        "decoders",
                                        List.of(
                                                Map.of(
                                                        "type",
                                                        "Replace",
                                                        "pattern",
                                                        Map.of("String", "▁"),
                                                        "content",
                                                        " "),
                                                Map.of("type", "ByteFallback"),
                                                Map.of("type", "Fuse"),
                                                Map.of(
                                                        "type", "Strip", "content", " ", "start", 1,
                                                        "stop", 0))),
                        "added_tokens", List.of(endToken())));
    }
}
