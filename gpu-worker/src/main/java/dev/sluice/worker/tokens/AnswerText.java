package dev.sluice.worker.tokens;

import dev.sluice.contracts.event.PlacedLogprobs;
import dev.sluice.worker.sampling.Logprobs;
import org.jspecify.annotations.Nullable;

/// One sequence's answer as text: ids in, whole characters up to the first stop string out. Belongs
/// to one sequence and one thread.
public final class AnswerText {
    /// Absent where ids stand for no tokens of a vocabulary.
    private final @Nullable TokenTexts tokenTexts;

    private final Detokenizer detokenizer;
    private final StopStrings.Matcher stops;
    private final StringBuilder decoded = new StringBuilder();
    private final StringBuilder visible = new StringBuilder();
    private int tokenFrom;
    private int decodedLength;

    public AnswerText(TokenBytes tokens, StopStrings stopStrings) {
        this(new IncrementalDetokenizer(tokens), new TokenTexts(tokens), stopStrings);
    }

    public AnswerText(Detokenizer detokenizer, StopStrings stopStrings) {
        this(detokenizer, null, stopStrings);
    }

    private AnswerText(
            Detokenizer detokenizer, @Nullable TokenTexts tokenTexts, StopStrings stopStrings) {
        this.detokenizer = detokenizer;
        this.tokenTexts = tokenTexts;
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

    /// How probable the last token was, with the place of its text: UTF-16 units of the answer,
    /// stop texts not cut off, up to the end of the last character that it touches.
    public PlacedLogprobs placed(int tokenId, Logprobs logprobs) {
        if (tokenTexts == null) {
            throw new IllegalStateException("an engine without a vocabulary told probabilities");
        }
        int tokenTo = detokenizer.isWithinCharacter() ? decodedLength + 1 : decodedLength;
        return new PlacedLogprobs(tokenFrom, tokenTo, tokenTexts.of(tokenId, logprobs));
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
