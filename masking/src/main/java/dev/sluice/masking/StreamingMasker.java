package dev.sluice.masking;

import dev.sluice.masking.detect.CompiledDetectors;
import dev.sluice.masking.detect.EntityType;
import dev.sluice.masking.detect.HeldText;
import dev.sluice.masking.detect.Scanner;
import dev.sluice.masking.detect.Span;
import dev.sluice.masking.detect.SpanListener;
import dev.sluice.masking.policy.MaskingPolicy;
import dev.sluice.masking.transform.Block;
import dev.sluice.masking.transform.Keep;
import dev.sluice.masking.transform.Transformation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One text on its way through a policy, in chunks of any size.
///
/// ```
/// text     |  shown or replaced  |  held  |
///          0                 shownTo     end      end - shownTo <= 320
/// ```
///
/// Each code point goes through the scanner; decided spans are replaced, text that can no longer
/// become part of one is shown, the rest is held. The output is a function of the text alone:
/// joined together it is the same for every way to cut the text into chunks, so a replay after a
/// crash repeats it byte for byte. A surrogate pair is never cut in two.
///
/// Types that the policy keeps run through a second scanner that replaces nothing, so that they can
/// neither delay nor hide what is masked.
///
/// Owned by one stream; one thread at a time.
public final class StreamingMasker {

    private static final Transformation KEEP = new Keep();

    private final MaskingPolicy policy;
    private final Consumer<Explanation> explanations;
    private final HeldText text = new HeldText();
    private final Replacing replacing = new Replacing();
    private final Scanner masked;
    private final Scanner kept;
    private long scannedTo;
    private long shownTo;
    private boolean blocked;
    // Since the last step.
    private final StringBuilder output = new StringBuilder();
    private final List<Finding> findings = new ArrayList<>();

    StreamingMasker(
            MaskingPolicy policy,
            CompiledDetectors maskedTypes,
            CompiledDetectors keptTypes,
            Consumer<Explanation> explanations) {
        this.policy = policy;
        this.explanations = explanations;
        this.masked = new Scanner(maskedTypes, text, policy.allowList(), replacing);
        this.kept = new Scanner(keptTypes, text, policy.allowList(), new Replacing());
    }

    /// Takes the next piece of the text; returns what may be shown now.
    public Masked append(String chunk) {
        if (!blocked) {
            text.append(chunk);
            scan(false);
            settle(masked.holdFrom());
        }
        return takeStep();
    }

    /// Ends the text; returns the rest of it. Nothing may be appended afterwards.
    public Masked flush() {
        if (!blocked) {
            scan(true);
            masked.finish();
            kept.finish();
            settle(text.end());
        }
        return takeStep();
    }

    /// Code units that have arrived and are not shown yet; at most 320 and half a surrogate pair.
    public int heldLength() {
        return blocked ? 0 : (int) (text.end() - shownTo);
    }

    private void scan(boolean isLast) {
        long end = text.end();
        while (scannedTo < end && !blocked) {
            int codePoint = text.codePointAt(scannedTo);
            long next = scannedTo + Character.charCount(codePoint);
            if (next == end && !isLast && isHighSurrogate(codePoint)) {
                return;
            }
            scannedTo = next;
            masked.accept(codePoint, next);
            kept.accept(codePoint, next);
        }
    }

    /// Shows the text up to `offset` where it is not within an open span, and forgets what nobody
    /// asks for any more.
    private void settle(long offset) {
        if (blocked) {
            return;
        }
        if (replacing.isWithinOpenSpan()) {
            shownTo = offset;
        } else {
            show(offset);
        }
        long needed = Math.min(masked.textNeededFrom(), kept.textNeededFrom());
        text.dropTo(Math.min(shownTo, needed));
    }

    private void show(long offset) {
        if (offset > shownTo) {
            output.append(text.text(shownTo, offset));
            shownTo = offset;
        }
    }

    private void replace(Span span, Transformation transformation) {
        show(span.start());
        EntityType type = span.detector().type();
        String value = text.folded(span.start(), span.end());
        output.append(
                span.isWholeMatch()
                        ? transformation.replace(type, value)
                        : transformation.replaceRest(type, value.length()));
        shownTo = span.end();
        blocked = transformation instanceof Block;
    }

    private Masked takeStep() {
        Masked step = new Masked(output.toString(), findings, blocked);
        output.setLength(0);
        findings.clear();
        return step;
    }

    private static boolean isHighSurrogate(int codePoint) {
        return codePoint <= Character.MAX_VALUE && Character.isHighSurrogate((char) codePoint);
    }

    /// Puts the policy's transformation in place of each span of its scanner, and records what was
    /// found.
    private final class Replacing implements SpanListener {

        // The open span, and its first code point: the text there may be gone when it ends.
        private @Nullable Span open;
        private long openCodePoint;

        boolean isWithinOpenSpan() {
            return open != null;
        }

        @Override
        public void onSpan(Span span) {
            if (blocked) {
                return;
            }
            Transformation transformation =
                    span.isAllowed() ? KEEP : policy.transformationOf(span.detector().type());
            long startCodePoint = text.codePointsBefore(span.start());
            if (!(transformation instanceof Keep)) {
                replace(span, transformation);
            }
            if (span.isOpen() && !blocked) {
                open = span;
                openCodePoint = startCodePoint;
            } else {
                find(span, startCodePoint, span.end(), transformation);
            }
        }

        @Override
        public void onOpenSpanEnded(long end) {
            if (open != null) {
                Transformation transformation = policy.transformationOf(open.detector().type());
                find(open, openCodePoint, end, transformation);
                shownTo = transformation instanceof Keep ? shownTo : end;
                open = null;
            }
        }

        private void find(Span span, long startCodePoint, long end, Transformation applied) {
            Finding finding =
                    new Finding(
                            span.detector().type(),
                            startCodePoint,
                            text.codePointsBefore(end),
                            applied.action());
            findings.add(finding);
            explanations.accept(
                    new Explanation(
                            finding, span.detector().name(), span.score(), span.contextWord()));
        }
    }
}
