package dev.sluice.masking.detect;

import org.jspecify.annotations.Nullable;

/// A part of the text that is decided to be personal data. Spans come in the order of the text.
///
/// Where a match overlaps an earlier one and reaches beyond it, only the rest is its span; so spans
/// never overlap, and every character of every match lies in one.
///
/// @param detector what found it
/// @param matchStart where the match begins
/// @param start where the span begins: at `matchStart`, or where the span before it ends
/// @param end behind the last character; of an open span, what is known so far
/// @param evidence the context that the match began in
/// @param contextWord the last word of that context, or null without one
/// @param isAllowed the policy's allow-list names this value: it is shown
/// @param isOpen the match goes on; {@link SpanListener#onOpenSpanEnded} tells where it ends
public record Span(
        Detector detector,
        long matchStart,
        long start,
        long end,
        Scoring.Evidence evidence,
        @Nullable String contextWord,
        boolean isAllowed,
        boolean isOpen) {

    /// How sure the match is, from 0 to 1.
    public double score() {
        return detector.scoring().of(evidence);
    }

    /// Whether the span is the match itself and not the rest of one.
    public boolean isWholeMatch() {
        return start == matchStart;
    }
}
