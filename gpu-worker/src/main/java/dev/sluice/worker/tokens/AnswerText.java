package dev.sluice.worker.tokens;

/// One sequence's answer as text: ids in, whole characters up to the first stop string out. Belongs
/// to one sequence and one thread.
public final class AnswerText {
    private final TokenTexts tokenTexts;
    private final IncrementalDetokenizer detokenizer;
    private final StopStrings.Matcher stops;
    private final StringBuilder decoded = new StringBuilder();
    private final StringBuilder visible = new StringBuilder();
    private int tokenFrom;
    private int decodedLength;

    public AnswerText(TokenBytes tokens, StopStrings stopStrings) {
        this.tokenTexts = new TokenTexts(tokens);
        this.detokenizer = new IncrementalDetokenizer(tokens);
        this.stops = stopStrings.matcher();
    }

    /// The text that this token made certain; often empty.
    public String append(int tokenId) {
        decoded.setLength(0);
        tokenFrom = decodedLength;
        detokenizer.append(tokenId, decoded);
        decodedLength += decoded.length();
        stops.append(decoded, visible);
        return takeVisible();
    }

    /// The tokens by themselves.
    public TokenTexts tokenTexts() {
        return tokenTexts;
    }

    /// Where the last token's text begins: UTF-16 units of the answer, stop texts not cut off.
    public int tokenFrom() {
        return tokenFrom;
    }

    /// Behind the last character that the last token touches, also one that it does not complete.
    public int tokenTo() {
        return detokenizer.isWithinCharacter() ? decodedLength + 1 : decodedLength;
    }

    /// The rest, at the end of the sequence; empty after a stop string.
    public String flush() {
        decoded.setLength(0);
        detokenizer.flush(decoded);
        stops.append(decoded, visible);
        stops.flush(visible);
        return takeVisible();
    }

    /// Whether a stop string came: the sequence is over.
    public boolean isStopped() {
        return stops.isStopped();
    }

    private String takeVisible() {
        if (visible.isEmpty()) {
            return "";
        }
        String text = visible.toString();
        visible.setLength(0);
        return text;
    }
}
