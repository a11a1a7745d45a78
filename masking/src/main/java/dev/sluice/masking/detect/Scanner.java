package dev.sluice.masking.detect;

import dev.sluice.masking.detect.Bundles.Bundle;
import dev.sluice.masking.detect.LiveThreads.Awaiting;
import org.jspecify.annotations.Nullable;

/// Runs compiled detectors over one text, one code point at a time, without ever looking back.
///
/// ```
/// thread      = (state, start): text[start..] is a prefix of a match of the state's detector
/// candidate   = a complete match whose boundaries and validator are satisfied
/// holdFrom    = smallest start of a thread or candidate that may end up masked
/// ```
///
/// Per code point: candidates are made of threads that the code point confirms, every thread takes
/// its one transition or ends, new threads start where the left boundary allows, and candidates
/// that no live thread can outrank become spans. Two threads of one detector in one state have the
/// same future, so only the earlier is kept. Nothing depends on how the text was cut into chunks.
///
/// The hold is the least possible: a thread exists only while some continuation makes it a match
/// (dead states do not exist, and a failed validator ends a thread that cannot grow), so every held
/// character ends masked in at least one continuation, and every other one in none.
///
/// Owned by one stream; one thread at a time.
public final class Scanner {

    /// Most code units a match (and so the hold) can have: the longest e-mail address, local part
    /// 64 + `@` + domain 255 (RFC 5321). What is still undecided then is decided as it stands.
    public static final int SPAN_LENGTH_MAX = 320;

    private static final long NOWHERE = -1;

    private final CompiledDetectors detectors;
    private final HeldText text;
    private final AllowList allowList;
    private final boolean anyAllowed;
    private final SpanListener listener;
    private final StartTable starts;
    private final ContextTracker context;
    private final LiveThreads threads = new LiveThreads();
    private final LiveBundles bundles = new LiveBundles();
    private final Candidates candidates = new Candidates();
    private int previousKind;
    private StartTable.Beginnings beginnings;
    // Behind the last code point taken, and behind the last one that detectors see.
    private long position;
    private long seenTo;
    // Behind the last span.
    private long coveredTo;
    // The open match whose mask is out already.
    private @Nullable Candidate swallowing;

    /// Begins at the start of a text.
    ///
    /// @param text where the scanned characters can be read again, from {@link #textNeededFrom}
    /// @param allowList values that are shown although a detector matches them
    public Scanner(
            CompiledDetectors detectors,
            HeldText text,
            AllowList allowList,
            SpanListener listener) {
        this.detectors = detectors;
        this.text = text;
        this.allowList = allowList;
        this.anyAllowed = !allowList.equals(AllowList.NOTHING);
        this.listener = listener;
        this.starts = detectors.starts();
        this.context = new ContextTracker(detectors.words());
        this.previousKind = starts.kindAtStart();
        this.beginnings = starts.within(0);
    }

    /// Takes the code point that lies at `position` of the text and ends before `end`.
    public void accept(int codePoint, long end) {
        long from = position;
        position = end;
        int symbolClass = detectors.classOf(codePoint);
        if (symbolClass == CompiledDetectors.IGNORED) {
            expireThreads();
            return;
        }
        int live = threads.count();
        if (live > 0) {
            advance(live, symbolClass);
        }
        if (bundles.count() > 0) {
            advanceBundles(symbolClass);
        }
        context.accept(detectors.contextSymbolOf(symbolClass));
        startThreads(symbolClass, from);
        previousKind = starts.kindAfter(symbolClass);
        seenTo = end;
        if (swallowing != null || !candidates.isEmpty()) {
            settle();
        }
    }

    /// The text ends here: what awaits its right boundary has it, what is incomplete is no match.
    public void finish() {
        for (int i = 0; i < threads.count(); i++) {
            end(i);
        }
        threads.truncate(0);
        bundles.truncate(0);
        settle();
    }

    /// No more text has come: what can be decided is, so that {@link #holdFrom} is the furthest.
    public void decide() {
        boolean isAnyRefuted = false;
        for (int i = 0; i < threads.count(); i++) {
            if (threads.awaiting(i) == Awaiting.JUDGEMENT
                    && !detectors.isExtendable(threads.state(i))) {
                isAnyRefuted |= judged(i) == Awaiting.NOTHING;
            }
        }
        if (isAnyRefuted) {
            settle();
        }
    }

    /// Everything before this offset is decided: in a span already reported, or in none. The
    /// furthest that it can be once {@link #decide} was called.
    public long holdFrom() {
        long end = swallowing == null ? position : swallowing.end();
        long hold = Math.min(end, Math.max(bundles.firstStart(end), coveredTo));
        for (int i = 0; i < threads.count(); i++) {
            if (threads.open(i) == null && mayEndMasked(i)) {
                hold = Math.min(hold, Math.max(threads.start(i), coveredTo));
            }
        }
        return Math.min(hold, Math.max(candidates.firstMaskedStart(hold), coveredTo));
    }

    /// The text from here on may still be asked for.
    public long textNeededFrom() {
        long from = Math.min(holdFrom(), bundles.firstStart(position));
        for (int i = 0; i < threads.count(); i++) {
            if (threads.open(i) == null) {
                from = Math.min(from, threads.start(i));
            }
        }
        return candidates.firstStart(from);
    }

    int liveThreadCount() {
        return threads.count() + bundles.count();
    }

    private void startThreads(int symbolClass, long from) {
        if (context.active() != beginnings.active()) {
            beginnings = starts.within(context.active());
        }
        if (beginnings.active() == 0) {
            for (int state : beginnings.apart(previousKind, symbolClass)) {
                enter(state, from, ContextTracker.NOTHING, null);
            }
        } else {
            start(beginnings.apart(previousKind, symbolClass), from);
        }
        if (beginnings.isRemembered()) {
            goOn(beginnings.together(previousKind, symbolClass), from, context.inReach());
        } else {
            start(beginnings.joining(previousKind, symbolClass), from);
        }
    }

    private void start(int[] states, long from) {
        for (int state : states) {
            int detector = detectors.ownerOf(state);
            int evidence = starts.contextOf(detector, context.inReach());
            if (starts.mayStart(detector, evidence)) {
                enter(state, from, evidence, null);
            }
        }
    }

    private void goOn(Bundle bundle, long start, WordsInReach words) {
        for (int state : bundle.leaving()) {
            int evidence = starts.contextOf(detectors.ownerOf(state), words);
            enter(state, start, evidence, null);
        }
        if (!bundle.isEmpty() && position - start <= SPAN_LENGTH_MAX) {
            bundles.add(bundle, start, words);
        }
    }

    private void advanceBundles(int symbolClass) {
        int live = bundles.count();
        bundles.truncate(0);
        for (int i = 0; i < live; i++) {
            Bundle next = starts.bundles().next(bundles.bundle(i), symbolClass);
            goOn(next, bundles.start(i), bundles.words(i));
        }
    }

    /// Moves every thread over one character. Reads and writes the same arrays: each thread leaves
    /// at most one, so what is added never overtakes what is still to be read.
    private void advance(int live, int symbolClass) {
        threads.truncate(0);
        for (int i = 0; i < live; i++) {
            int state = threads.state(i);
            long start = threads.start(i);
            Candidate open = threads.open(i);
            if (threads.awaiting(i) != Awaiting.NOTHING
                    && detectors.mayEndBefore(state, symbolClass)) {
                confirm(i);
            }
            int next = detectors.next(state, symbolClass);
            if (next != CompiledDetectors.DEAD) {
                enter(next, start, threads.context(i), open);
            } else if (open != null) {
                open.close();
            }
        }
    }

    private void enter(int state, long start, int evidence, @Nullable Candidate open) {
        long from = detectors.isHead(state) ? headStart(state, start) : start;
        boolean isBounded = open != null || position - from <= SPAN_LENGTH_MAX;
        if (from == NOWHERE || !isBounded || isMerged(state, from)) {
            return;
        }
        if (!detectors.isAccepting(state)) {
            threads.add(state, from, evidence, Awaiting.NOTHING, open);
            return;
        }
        Candidate stillOpen = open;
        Awaiting confirmation = Awaiting.NOTHING;
        if (open != null) {
            open.extendTo(position);
        } else if (detectors.isOpenEnded(state)) {
            stillOpen = complete(detectors.detectorOf(state), from, position, evidence, false);
        } else {
            confirmation = judge(state, from, evidence);
        }
        if (detectors.isExtendable(state) || confirmation != Awaiting.NOTHING) {
            threads.add(state, from, evidence, confirmation, stillOpen);
        } else if (stillOpen != null) {
            stillOpen.close();
        }
    }

    /// A thread already taken over is in this state and began earlier: it finds all that this one
    /// would, unless a validator looks at where they began.
    private boolean isMerged(int state, long start) {
        return !detectors.isValidated(state) && threads.hasState(state, start);
    }

    /// The earliest start whose head is not too long.
    private long headStart(int state, long start) {
        long earliest = position - detectors.headLengthMax(state);
        if (start >= earliest) {
            return start;
        }
        for (long from = start; from < position; from = text.endOf(from)) {
            if (from >= earliest
                    && detectors.canStartWith(state, detectors.classOf(text.symbolAt(from)))) {
                return from;
            }
        }
        return NOWHERE;
    }

    /// Decides on a thread that has reached a complete match: it may be none, wait for the next
    /// character, or be a candidate at once.
    private Awaiting judge(int state, long start, int evidence) {
        if (detectors.isBoundedRight(state)) {
            return hasCheck(state) ? Awaiting.JUDGEMENT : Awaiting.CONFIRMATION;
        }
        Awaiting judged = check(state, start, position);
        if (judged == Awaiting.NOTHING) {
            return judged;
        }
        boolean allowed = judged == Awaiting.CONFIRMATION_OF_ALLOWED;
        complete(detectors.detectorOf(state), start, position, evidence, allowed);
        return Awaiting.NOTHING;
    }

    private boolean hasCheck(int state) {
        return detectors.isValidated(state) || anyAllowed;
    }

    /// What a complete match is once its right boundary is fine.
    private Awaiting check(int state, long start, long end) {
        if (!hasCheck(state)) {
            return Awaiting.CONFIRMATION;
        }
        Detector detector = detectors.detectorOf(state);
        String folded = text.folded(start, end);
        if (!detector.validator().accepts(folded)) {
            return Awaiting.NOTHING;
        }
        return allowList.allows(detector.type(), folded)
                ? Awaiting.CONFIRMATION_OF_ALLOWED
                : Awaiting.CONFIRMATION;
    }

    private void confirm(int thread) {
        Awaiting confirmation = judged(thread);
        if (confirmation != Awaiting.NOTHING) {
            boolean allowed = confirmation == Awaiting.CONFIRMATION_OF_ALLOWED;
            Detector detector = detectors.detectorOf(threads.state(thread));
            complete(detector, threads.start(thread), seenTo, threads.context(thread), allowed);
        }
    }

    /// What the thread awaits, once its check was made.
    private Awaiting judged(int thread) {
        if (threads.awaiting(thread) == Awaiting.JUDGEMENT) {
            Awaiting verdict = check(threads.state(thread), threads.start(thread), seenTo);
            threads.await(thread, verdict);
        }
        return threads.awaiting(thread);
    }

    private Candidate complete(
            Detector detector, long start, long end, int evidence, boolean allowed) {
        Candidate candidate =
                new Candidate(detector, start, coreEnd(detector, start, end), evidence, allowed);
        candidates.add(candidate);
        return candidate;
    }

    private long coreEnd(Detector detector, long start, long end) {
        Detector.Core core = detector.shape().core();
        return core == null
                ? end
                : text.offsetBehind(start, core.lengthIn(text.folded(start, end)));
    }

    /// Ends a thread as if the text ended here.
    private void end(int thread) {
        confirm(thread);
        Candidate open = threads.open(thread);
        if (open != null) {
            open.close();
        }
    }

    /// Keeps the bound also while characters go by that no thread sees.
    private void expireThreads() {
        int live = threads.count();
        bundles.dropBefore(position - SPAN_LENGTH_MAX);
        threads.truncate(0);
        for (int i = 0; i < live; i++) {
            Candidate open = threads.open(i);
            if (open == null && position - threads.start(i) > SPAN_LENGTH_MAX) {
                confirm(i);
            } else {
                threads.add(
                        threads.state(i),
                        threads.start(i),
                        threads.context(i),
                        threads.awaiting(i),
                        open);
            }
        }
        settle();
    }

    /// Turns candidates into spans, first one first, as far as no live thread can change them.
    private void settle() {
        if (swallowing != null && !hasSwallowed(swallowing)) {
            return;
        }
        while (swallowing == null) {
            candidates.dropCovered(coveredTo);
            if (candidates.isEmpty()) {
                return;
            }
            Candidate first = candidates.first();
            if (mayBeOutranked(first)) {
                return;
            }
            report(first);
        }
    }

    /// Follows the open match; true once it has ended.
    private boolean hasSwallowed(Candidate open) {
        coveredTo = open.end();
        candidates.dropCovered(coveredTo);
        if (open.isOpen()) {
            return false;
        }
        swallowing = null;
        listener.onOpenSpanEnded(coveredTo);
        return true;
    }

    private void report(Candidate first) {
        candidates.remove(first);
        Span span = first.toSpan(coveredTo, detectors.words());
        coveredTo = first.end();
        swallowing = first.isOpen() ? first : null;
        listener.onSpan(span);
    }

    private boolean mayBeOutranked(Candidate first) {
        if (bundles.firstStart(Long.MAX_VALUE) < first.start() || mayBundleOutrank(first)) {
            return true;
        }
        for (int i = 0; i < threads.count(); i++) {
            if (mayOutrank(i, first)) {
                return true;
            }
        }
        return false;
    }

    /// Whatever is in a bundle may still grow longer than a match with the same start.
    private boolean mayBundleOutrank(Candidate first) {
        for (int i = 0; i < bundles.count() && !first.isOpen(); i++) {
            if (bundles.start(i) == first.start()) {
                return true;
            }
        }
        return false;
    }

    private boolean mayOutrank(int thread, Candidate first) {
        long start = threads.start(thread);
        if (start > first.start() || (start == first.start() && first.isOpen())) {
            return false;
        }
        int state = threads.state(thread);
        if (detectors.isExtendable(state)) {
            return true;
        }
        // A thread that cannot grow is a match of known length: it wins or not. One that nobody has
        // judged yet is as good as refuted by the next character, or judged at the chunk's end.
        boolean comesBefore =
                start < first.start()
                        || first.isOutrankedBy(
                                detectors.detectorOf(state), seenTo, detectors.isOpenEnded(state));
        return comesBefore && threads.awaiting(thread) != Awaiting.NOTHING;
    }

    private boolean mayEndMasked(int thread) {
        return detectors.isExtendable(threads.state(thread))
                || threads.awaiting(thread) == Awaiting.CONFIRMATION
                || threads.awaiting(thread) == Awaiting.JUDGEMENT;
    }
}
