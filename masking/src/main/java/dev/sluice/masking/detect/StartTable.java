package dev.sluice.masking.detect;

import dev.sluice.masking.detect.Bundles.Bundle;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/// Where matches may begin: after which character, with which, and in which context. Part of {@link
/// CompiledDetectors}.
///
/// Most characters begin hardly anything, so the states to enter are listed per pair of (kind of
/// the character before, class). Characters before which the same detectors may begin are of one
/// kind; there are few. Detectors that need a context have lists of their own, which nobody looks
/// at where there is none.
final class StartTable {

    private static final int[] NO_STATES = {};

    private static final int CLASSES_MAX = 64;

    private final int classCount;
    // class -> kind of the character before; behind the last class the start of the text
    private final int[] kinds;
    // (kind, class) -> states entered without a context, and those entered only with one
    private final int[][] anywhere;
    private final int[][] supportedOnly;
    // (kind, class) -> the first of these two as threads of their own and as one bundle: without
    // any context, and within one, when only those join that no word concerns
    private final int[][] alone;
    private final Bundle[] together;
    private final int[][] aloneInContext;
    private final Bundle[] togetherInContext;
    private final Bundles bundles;
    // detector -> bits of its context words
    private final long[] supporting;
    private final long[] opposing;
    private final BitSet startsAnywhere = new BitSet();
    private final BitSet startsSupported = new BitSet();
    private final BitSet startsOpposed = new BitSet();

    StartTable(
            CompiledDetectors compiled,
            List<PatternAutomaton> automata,
            ToDoubleFunction<EntityType> thresholds) {
        int count = automata.size();
        this.classCount = compiled.classCount();
        this.supporting = new long[count];
        this.opposing = new long[count];
        for (int d = 0; d < count; d++) {
            Detector detector = automata.get(d).detector();
            Scoring scoring = detector.scoring();
            double threshold = thresholds.applyAsDouble(detector.type());
            supporting[d] = compiled.words().maskOf(scoring.supporting());
            opposing[d] = compiled.words().maskOf(scoring.opposing());
            startsAnywhere.set(d, scoring.base() >= threshold);
            startsSupported.set(d, scoring.supported() >= threshold);
            startsOpposed.set(d, scoring.opposed() >= threshold);
        }
        Map<BitSet, Integer> known = new HashMap<>();
        this.kinds = new int[classCount + 1];
        for (int p = 0; p < classCount; p++) {
            kinds[p] = kindOf(mayStartAfter(compiled, p), known);
        }
        BitSet all = new BitSet();
        all.set(0, count);
        kinds[classCount] = kindOf(all, known);
        this.anywhere = new int[known.size() * classCount][];
        this.supportedOnly = new int[known.size() * classCount][];
        this.alone = new int[known.size() * classCount][];
        this.together = new Bundle[known.size() * classCount];
        this.aloneInContext = new int[known.size() * classCount][];
        this.togetherInContext = new Bundle[known.size() * classCount];
        boolean[] mayJoin = mayJoin(automata);
        this.bundles = new Bundles(compiled, mayJoin);
        for (int c = 0; c < classCount; c++) {
            int[] states = initialStates(compiled, c);
            for (Map.Entry<BitSet, Integer> kind : known.entrySet()) {
                int at = kind.getValue() * classCount + c;
                BitSet may = kind.getKey();
                anywhere[at] = entered(compiled, states, d -> may.get(d) && startsAnywhere.get(d));
                supportedOnly[at] =
                        entered(
                                compiled,
                                states,
                                d ->
                                        may.get(d)
                                                && startsSupported.get(d)
                                                && !startsAnywhere.get(d));
                bundle(compiled, at, d -> mayJoin[d], alone, together);
                bundle(
                        compiled,
                        at,
                        d -> mayJoin[d] && (supporting[d] | opposing[d]) == 0,
                        aloneInContext,
                        togetherInContext);
            }
        }
    }

    /// The kind of a character before a start.
    int kindAfter(int symbolClass) {
        return kinds[symbolClass];
    }

    int kindAtStart() {
        return kinds[classCount];
    }

    /// The states entered with a character of `symbolClass`, one per detector that starts there
    /// only behind words that support it. Not to be changed by the caller.
    int[] supportedOnly(int kind, int symbolClass) {
        return supportedOnly[kind * classCount + symbolClass];
    }

    /// The same of detectors that need no words, as far as they go on as threads of their own.
    int[] alone(int kind, int symbolClass, boolean isInContext) {
        return (isInContext ? aloneInContext : alone)[kind * classCount + symbolClass];
    }

    /// The others.
    Bundle together(int kind, int symbolClass, boolean isInContext) {
        return (isInContext ? togetherInContext : together)[kind * classCount + symbolClass];
    }

    Bundles bundles() {
        return bundles;
    }

    int contextOf(int detector, ContextTracker tracker) {
        return tracker.contextOf(supporting[detector], opposing[detector]);
    }

    boolean mayStart(int detector, int context) {
        return switch (ContextTracker.evidence(context)) {
            case NONE -> startsAnywhere.get(detector);
            case SUPPORTED -> startsSupported.get(detector);
            case OPPOSED -> startsOpposed.get(detector);
        };
    }

    /// Not those with a head, whose start moves; and not those that know Chinese characters, which
    /// would make bundles tell thousands of characters apart.
    private static boolean[] mayJoin(List<PatternAutomaton> automata) {
        boolean[] mayJoin = new boolean[automata.size()];
        for (int d = 0; d < mayJoin.length; d++) {
            PatternAutomaton automaton = automata.get(d);
            mayJoin[d] =
                    automaton.detector().shape().head() == null
                            && automaton.language().classCount() <= CLASSES_MAX;
        }
        return mayJoin;
    }

    private void bundle(
            CompiledDetectors compiled,
            int at,
            IntPredicate mayJoin,
            int[][] aside,
            Bundle[] joined) {
        Bundle bundle = bundles.of(entered(compiled, anywhere[at], mayJoin));
        boolean isWorthIt = !bundle.bursts();
        joined[at] = isWorthIt ? bundle : bundles.of(NO_STATES);
        aside[at] = isWorthIt ? entered(compiled, anywhere[at], mayJoin.negate()) : anywhere[at];
    }

    private static int kindOf(BitSet mayStart, Map<BitSet, Integer> known) {
        known.putIfAbsent(mayStart, known.size());
        return known.getOrDefault(mayStart, 0);
    }

    private static BitSet mayStartAfter(CompiledDetectors compiled, int symbolClass) {
        BitSet may = new BitSet();
        for (int d = 0; d < compiled.detectorCount(); d++) {
            may.set(d, compiled.mayStartAfter(d, symbolClass));
        }
        return may;
    }

    /// Where each detector is behind one such character, if it is anywhere.
    private static int[] initialStates(CompiledDetectors compiled, int symbolClass) {
        return IntStream.range(0, compiled.detectorCount())
                .map(d -> compiled.next(compiled.initialStateOf(d), symbolClass))
                .filter(state -> state != CompiledDetectors.DEAD)
                .toArray();
    }

    private static int[] entered(CompiledDetectors compiled, int[] states, IntPredicate may) {
        int[] entered = Arrays.stream(states).filter(s -> may.test(compiled.ownerOf(s))).toArray();
        return entered.length == 0 ? NO_STATES : entered;
    }
}
