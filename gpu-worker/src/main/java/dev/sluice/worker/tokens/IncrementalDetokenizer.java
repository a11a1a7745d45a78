package dev.sluice.worker.tokens;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Turns token ids into text as they come. What it gives out never ends in half a character; the
/// bytes of one wait for the next token. U+FFFD comes out only for bytes that are not UTF-8. All
/// texts together are the decoding of all bytes together. Special tokens give no text.
///
/// Belongs to one sequence and one thread. Allocates nothing after construction.
public final class IncrementalDetokenizer implements Detokenizer {
    private static final int BYTES_AT_ONCE = 64;

    private final TokenBytes tokens;
    private final CharsetDecoder decoder =
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final ByteBuffer pending = ByteBuffer.allocate(BYTES_AT_ONCE);
    private final CharBuffer decoded = CharBuffer.allocate(BYTES_AT_ONCE);
    private boolean dropsSpace;

    public IncrementalDetokenizer(TokenBytes tokens) {
        this.tokens = tokens;
        this.dropsSpace = tokens.dropsFirstSpace();
    }

    /// Adds a token, and appends to `out` the characters that are whole now.
    @Override
    public void append(int tokenId, StringBuilder out) {
        if (tokens.isSpecial(tokenId)) {
            return;
        }
        int byteCount = tokens.byteCount(tokenId);
        for (int from = 0; from < byteCount; ) {
            from += tokens.copy(tokenId, from, pending);
            decode(false, out);
        }
    }

    /// Appends what is left at the end: U+FFFD where a character stayed half. The detokenizer is
    /// then as new.
    @Override
    public void flush(StringBuilder out) {
        decode(true, out);
        decoder.flush(decoded);
        drain(out);
        decoder.reset();
        dropsSpace = tokens.dropsFirstSpace();
    }

    @Override
    public boolean isWithinCharacter() {
        return pending.position() > 0;
    }

    private void decode(boolean isEnd, StringBuilder out) {
        pending.flip();
        decoder.decode(pending, decoded, isEnd);
        pending.compact();
        drain(out);
    }

    private void drain(StringBuilder out) {
        decoded.flip();
        if (dropsSpace && decoded.hasRemaining()) {
            dropsSpace = false;
            if (decoded.get(0) == ' ') {
                decoded.get();
            }
        }
        out.append(decoded);
        decoded.clear();
    }
}
