package dev.sluice.worker.tokens;

/// The text of [TextPieces]: that of a token comes whole, with its last id. One that was begun and
/// never ended gives none.
public final class PieceDetokenizer implements Detokenizer {
    private final StringBuilder begun = new StringBuilder();

    @Override
    public void append(int tokenId, StringBuilder out) {
        if (TextPieces.isFirst(tokenId)) {
            begun.setLength(0);
        }
        TextPieces.append(tokenId, begun);
        if (TextPieces.isLast(tokenId)) {
            out.append(begun);
            begun.setLength(0);
        }
    }

    @Override
    public void flush(StringBuilder out) {
        begun.setLength(0);
    }
}
