package dev.sluice.worker.tokens;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What [TokenBytes] needs of a tokenizer.json: the vocabulary, the added tokens, and how the
/// decoder gets from a token's text to bytes.
final class TokenizerFile {
    private static final byte[] NO_BYTES = {};
    private static final int ID_MAX = 4_000_000;

    private final Map<?, ?> file;

    TokenizerFile(Map<?, ?> file) {
        this.file = file;
    }

    TokenBytes read() {
        Map<String, Integer> vocabulary = vocabulary(child(file, "model").get("vocab"));
        List<AddedToken> added = addedTokens();
        TokenText text = TokenText.of(decoders());
        byte[][] bytes = new byte[size(vocabulary, added)][];
        java.util.Arrays.fill(bytes, NO_BYTES);
        vocabulary.forEach((token, id) -> bytes[id] = text.bytes(token));
        for (AddedToken token : added) {
            bytes[token.id()] = token.special() ? NO_BYTES : text.addedBytes(token.text());
        }
        return new TokenBytes(bytes, added, text.dropsFirstSpace());
    }

    private static Map<?, ?> child(Map<?, ?> parent, String name) {
        return (Map<?, ?>) Objects.requireNonNull(parent.get(name));
    }

    /// A map from token to id, or, for Unigram models, a list of token and score.
    private static Map<String, Integer> vocabulary(@Nullable Object vocab) {
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        if (vocab instanceof List<?> pieces) {
            for (Object piece : pieces) {
                vocabulary.put((String) ((List<?>) piece).getFirst(), vocabulary.size());
            }
        } else {
            ((Map<?, ?>) Objects.requireNonNull(vocab))
                    .forEach((token, id) -> vocabulary.put((String) token, checkedId(id)));
        }
        return vocabulary;
    }

    private static int checkedId(Object id) {
        long value = ((Number) id).longValue();
        if (value < 0 || value > ID_MAX) {
            throw new SluiceException(
                    ErrorCode.ENGINE_FAILED,
                    "tokenizer.json has token id "
                            + value
                            + ", at most "
                            + ID_MAX
                            + " is supported");
        }
        return (int) value;
    }

    private List<AddedToken> addedTokens() {
        List<AddedToken> added = new ArrayList<>();
        if (file.get("added_tokens") instanceof List<?> entries) {
            for (Object entry : entries) {
                Map<?, ?> token = (Map<?, ?>) entry;
                added.add(
                        new AddedToken(
                                checkedId(Objects.requireNonNull(token.get("id"))),
                                (String) Objects.requireNonNull(token.get("content")),
                                Boolean.TRUE.equals(token.get("special"))));
            }
        }
        return added;
    }

    private static int size(Map<String, Integer> vocabulary, List<AddedToken> added) {
        int size = 0;
        for (int id : vocabulary.values()) {
            size = Math.max(size, id + 1);
        }
        for (AddedToken token : added) {
            size = Math.max(size, token.id() + 1);
        }
        return size;
    }

    /// The decoder's steps, a sequence unpacked.
    private List<Map<?, ?>> decoders() {
        Map<?, ?> decoder = child(file, "decoder");
        List<Map<?, ?>> steps = new ArrayList<>();
        if ("Sequence".equals(decoder.get("type"))) {
            ((List<?>) Objects.requireNonNull(decoder.get("decoders")))
                    .forEach(step -> steps.add((Map<?, ?>) step));
        } else {
            steps.add(decoder);
        }
        return steps;
    }

    /// How a token's text becomes bytes.
    sealed interface TokenText {
        byte[] bytes(String token);

        /// Added tokens are written as they read.
        default byte[] addedBytes(String token) {
            return token.getBytes(StandardCharsets.UTF_8);
        }

        default boolean dropsFirstSpace() {
            return false;
        }

        static TokenText of(List<Map<?, ?>> steps) {
            Object kind = steps.isEmpty() ? "none" : steps.getFirst().get("type");
            if ("ByteLevel".equals(kind)) {
                return new ByteLevelText();
            }
            if ("Metaspace".equals(kind) || "Replace".equals(kind)) {
                return PieceText.of(steps);
            }
            throw new SluiceException(
                    ErrorCode.ENGINE_FAILED,
                    "tokenizer.json has decoder "
                            + kind
                            + ", supported are ByteLevel, Metaspace and SentencePiece's Replace");
        }
    }

    /// Each character stands for one byte; a token with any other character is written as it reads.
    record ByteLevelText() implements TokenText {
        @Override
        public byte[] bytes(String token) {
            byte[] bytes = new byte[token.length()];
            for (int i = 0; i < bytes.length; i++) {
                int value = ByteAlphabet.byteOf(token.charAt(i));
                if (value < 0) {
                    return token.getBytes(StandardCharsets.UTF_8);
                }
                bytes[i] = (byte) value;
            }
            return bytes;
        }
    }

    /// SentencePiece: `▁` is a space, `<0xE4>` a single byte.
    record PieceText(String space, boolean hasByteTokens, boolean dropsFirstSpace)
            implements TokenText {
        static PieceText of(List<Map<?, ?>> steps) {
            Map<?, ?> first = steps.getFirst();
            boolean isMetaspace = "Metaspace".equals(first.get("type"));
            Object replaced =
                    isMetaspace ? first.get("replacement") : child(first, "pattern").get("String");
            boolean metaspaceDrops =
                    isMetaspace
                            && !"never".equals(first.get("prepend_scheme"))
                            && !Boolean.FALSE.equals(first.get("add_prefix_space"));
            return new PieceText(
                    (String) Objects.requireNonNull(replaced),
                    hasStep(steps, "ByteFallback"),
                    metaspaceDrops || hasStep(steps, "Strip"));
        }

        private static boolean hasStep(List<Map<?, ?>> steps, String type) {
            return steps.stream().anyMatch(step -> type.equals(step.get("type")));
        }

        @Override
        public byte[] bytes(String token) {
            if (hasByteTokens && token.matches("<0x[0-9A-Fa-f]{2}>")) {
                return new byte[] {(byte) Integer.parseInt(token.substring(3, 5), 16)};
            }
            return token.replace(space, " ").getBytes(StandardCharsets.UTF_8);
        }
    }
}
