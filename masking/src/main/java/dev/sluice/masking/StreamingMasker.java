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
import dev.sluice.masking.transform.Keyed;
import dev.sluice.masking.transform.KeyedTokens;
import dev.sluice.masking.transform.Placeholder;
import dev.sluice.masking.transform.SelfContained;
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
/// Each character, spelt as an escape of JSON or not, goes through the scanner; decided spans are
/// replaced, text that can no longer become part of one is shown, the rest is held. The output is a
/// function of the text alone: joined together it is the same for every way to cut the text into
/// chunks, so a replay after a crash repeats it byte for byte. A surrogate pair is never cut in
/// two.
///
/// Types that the policy keeps run through a second scanner that replaces nothing, so that they can
/// neither delay nor hide what is masked.
///
/// Owned by one stream; one thread at a time.
public final class StreamingMasker {

    /// Most code units of an open-ended value that gets a pseudonym or a hash of its own.
    static final int KEYED_LENGTH_MAX = 16 * 1024;

    private static final Transformation KEEP = new Keep();

    private final MaskingPolicy policy;
    private final KeyedTokens tokens;
    private final Consumer<Explanation> explanations;
    private final HeldText text = new HeldText();
    private final Replacing replacing = new Replacing();
    private final Scanner masked;
    private final Scanner kept;
    private final boolean isAnyKept;
    private long scannedTo;
    private long shownTo;
    private boolean blocked;
    // The open span's value so far, where what replaces it depends on all of it.
    private @Nullable StringBuilder swallowed;
    // Since the last step.
    private final StringBuilder output = new StringBuilder();
    private final List<Finding> findings = new ArrayList<>();

    StreamingMasker(
            MaskingPolicy policy,
            CompiledDetectors maskedTypes,
            CompiledDetectors keptTypes,
            KeyedTokens tokens,
            Consumer<Explanation> explanations) {
        this.policy = policy;
        this.tokens = tokens;
        this.explanations = explanations;
        this.masked = new Scanner(maskedTypes, text, policy.allowList(), replacing);
        this.isAnyKept = !keptTypes.isEmpty();
        this.kept = new Scanner(keptTypes, text, policy.allowList(), new Replacing());
    }

    /// Takes the next piece of the text; returns what may be shown now.
    public Masked append(String chunk) {
        if (!blocked) {
            text.append(chunk);
            scan(false);
            masked.decide();
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

    /// Code units that have arrived and are not shown yet; at most 320 and an incomplete symbol.
    public int heldLength() {
        return blocked ? 0 : (int) (text.end() - shownTo);
    }

    private void scan(boolean isLast) {
        long end = text.end();
        while (scannedTo < end && !blocked) {
            long next = text.symbolEnd(scannedTo);
            if (next == HeldText.UNKNOWN) {
                if (!isLast) {
                    return;
                }
                next = scannedTo + 1;
            }
            int codePoint = text.symbolAt(scannedTo);
            scannedTo = next;
            masked.accept(codePoint, next);
            if (isAnyKept) {
                kept.accept(codePoint, next);
            }
        }
    }

    /// Shows the text up to `offset` where it is not within an open span, and forgets what nobody
    /// asks for any more.
    private void settle(long offset) {
        if (blocked) {
            return;
        }
        if (replacing.isWithinOpenSpan()) {
            swallow(offset);
        } else {
            show(offset);
        }
        long needed = Math.min(shownTo, masked.textNeededFrom());
        text.dropTo(isAnyKept ? Math.min(needed, kept.textNeededFrom()) : needed);
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
        if (!span.isWholeMatch()) {
            output.append(transformation.replaceRest(type, value.length()));
        } else if (transformation instanceof Keyed && span.isOpen()) {
            swallowed = new StringBuilder();
            swallow(span.end());
        } else {
            String original = text.unescaped(span.start(), span.end());
            output.append(replacement(type, value, original, transformation));
        }
        shownTo = span.end();
        blocked = transformation instanceof Block;
    }

    private String replacement(
            EntityType type, String value, String original, Transformation transformation) {
        return switch (transformation) {
            case SelfContained plain -> plain.replace(type, value);
            case Keyed keyed -> keyed.replace(type, value, original, tokens);
        };
    }

    /// Takes the open span's text up to `offset` as not to be shown.
    private void swallow(long offset) {
        if (swallowed != null && offset > shownTo) {
            long room = KEYED_LENGTH_MAX + 1L - swallowed.length();
            swallowed.append(text.unescaped(shownTo, Math.min(offset, shownTo + room)));
        }
        shownTo = offset;
    }

    /// Shows what stands for a value of which all is known only now. Of one that is too long the
    /// type is shown.
    private void endSwallowed(EntityType type, long end, Transformation transformation) {
        swallow(end);
        if (swallowed != null) {
            String value = swallowed.toString();
            boolean isTooLong = value.length() > KEYED_LENGTH_MAX;
            output.append(
                    isTooLong
                            ? new Placeholder().replace(type, value)
                            : replacement(type, value, value, transformation));
            swallowed = null;
        }
    }

    private Masked takeStep() {
        Masked step = new Masked(output.toString(), findings, blocked);
        output.setLength(0);
        findings.clear();
        return step;
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
                if (!(transformation instanceof Keep)) {
                    endSwallowed(open.detector().type(), end, transformation);
                }
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
