package dev.sluice.worker.tokens;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The bytes that each token id stands for. Immutable, shared by all threads.
///
/// Why bytes: a token may end in the middle of a character, so text exists only over a sequence of
/// tokens. An id that the tokenizer does not know (models pad their vocabulary) has no bytes.
public final class TokenBytes {
    private final byte[] data;
    private final int[] ends;
    private final BitSet special;
    private final List<AddedToken> added;
    private final boolean dropsFirstSpace;

    TokenBytes(byte[][] bytes, List<AddedToken> added, boolean dropsFirstSpace) {
        this.ends = new int[bytes.length];
        this.data = joined(bytes, ends);
        this.added = List.copyOf(added);
        this.dropsFirstSpace = dropsFirstSpace;
        this.special = new BitSet(bytes.length);
        added.stream().filter(AddedToken::special).forEach(token -> special.set(token.id()));
    }

    /// Reads the table out of a parsed tokenizer.json (maps, lists, strings and numbers).
    public static TokenBytes of(Map<?, ?> tokenizerJson) {
        try {
            return new TokenizerFile(tokenizerJson).read();
        } catch (ClassCastException | NullPointerException e) {
            throw new SluiceException(
                    ErrorCode.ENGINE_FAILED, "tokenizer.json has an unexpected form", e);
        }
    }

    /// Tokens that are whole texts; ids are their places in the list.
    public static TokenBytes ofTexts(List<String> texts) {
        byte[][] bytes =
                texts.stream()
                        .map(text -> text.getBytes(StandardCharsets.UTF_8))
                        .toArray(byte[][]::new);
        return new TokenBytes(bytes, List.of(), false);
    }

    private static byte[] joined(byte[][] bytes, int[] ends) {
        int length = 0;
        for (int id = 0; id < bytes.length; id++) {
            length = Math.addExact(length, bytes[id].length);
            ends[id] = length;
        }
        byte[] data = new byte[length];
        for (int id = 0; id < bytes.length; id++) {
            System.arraycopy(bytes[id], 0, data, ends[id] - bytes[id].length, bytes[id].length);
        }
        return data;
    }

    /// One more than the highest id.
    public int size() {
        return ends.length;
    }

    public boolean isSpecial(int tokenId) {
        return tokenId >= 0 && special.get(tokenId);
    }

    public int byteCount(int tokenId) {
        return isKnown(tokenId) ? ends[tokenId] - start(tokenId) : 0;
    }

    public byte[] bytes(int tokenId) {
        return isKnown(tokenId)
                ? Arrays.copyOfRange(data, start(tokenId), ends[tokenId])
                : new byte[0];
    }

    public List<AddedToken> addedTokens() {
        return added;
    }

    /// The added token with this text, if there is one.
    public @Nullable AddedToken addedToken(String text) {
        return added.stream().filter(token -> token.text().equals(text)).findFirst().orElse(null);
    }

    /// SentencePiece vocabularies put a space before the first word; decoding takes it off again.
    public boolean dropsFirstSpace() {
        return dropsFirstSpace;
    }

    /// Copies as many of the token's bytes from `from` on as fit; returns how many.
    int copy(int tokenId, int from, ByteBuffer to) {
        int count = Math.min(byteCount(tokenId) - from, to.remaining());
        if (count > 0) {
            to.put(data, start(tokenId) + from, count);
        }
        return Math.max(0, count);
    }

    private boolean isKnown(int tokenId) {
        return tokenId >= 0 && tokenId < ends.length;
    }

    private int start(int tokenId) {
        return tokenId == 0 ? 0 : ends[tokenId - 1];
    }
}
