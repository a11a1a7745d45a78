package dev.sluice.masking.detect;

import dev.sluice.masking.detect.Bundles.Bundle;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Where matches may begin: after which character, with which, and in which context. Part of {@link
/// CompiledDetectors}.
///
/// Most characters begin hardly anything, so the states to enter are listed per pair of (kind of
/// the character before, class). Characters before which the same detectors may begin are of one
/// kind; there are few. What begins together in a context is a bundle, worked out when it is first
/// needed.
final class StartTable {

    /// Contexts whose bundles are remembered: sets of words within reach. In a further one the
    /// detectors begin each on its own, which costs time and changes nothing.
    static final int CONTEXTS_MAX = 64;

    private static final int[] NO_STATES = {};

    private static final int CLASSES_MAX = 64;

    private final CompiledDetectors compiled;
    private final int classCount;
    // class -> kind of the character before; behind the last class the start of the text
    private final int[] kinds;
    // kind -> the detectors that may begin there
    private final BitSet[] mayStart;
    // (kind, class) -> states of detectors that join no bundle: those entered without a context,
    // and those entered in some context
    private final int[][] apart;
    private final int[][] apartInContext;
    // (kind, coarse class) -> states of all that join
    private final int[][] joining;
    private final Bundles bundles;
    // detector -> bits of its context words
    private final long[] supporting;
    private final long[] opposing;
    private final BitSet startsAnywhere = new BitSet();
    private final BitSet startsSupported = new BitSet();
    private final BitSet startsOpposed = new BitSet();
    private final Map<Long, Beginnings> beginnings = new ConcurrentHashMap<>();

    StartTable(
            CompiledDetectors compiled,
            PatternAutomaton[] automata,
            ToDoubleFunction<EntityType> thresholds) {
        this.compiled = compiled;
        this.classCount = compiled.classCount();
        this.supporting = new long[automata.length];
        this.opposing = new long[automata.length];
        for (int d = 0; d < automata.length; d++) {
            Detector detector = automata[d].detector();
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
            kinds[p] = kindOf(mayStartAfter(p), known);
        }
        BitSet all = new BitSet();
        all.set(0, automata.length);
        kinds[classCount] = kindOf(all, known);
        this.mayStart = new BitSet[known.size()];
        known.forEach((may, kind) -> mayStart[kind] = may);
        boolean[] mayJoin = mayJoin(automata);
        this.bundles = new Bundles(compiled, mayJoin);
        int coarseCount = bundles.coarseClassCount();
        this.joining = new int[mayStart.length * coarseCount][];
        for (int c = 0; c < coarseCount; c++) {
            int[] states = entered(bundles.representativeOf(c), mayJoin, true);
            for (int kind = 0; kind < mayStart.length; kind++) {
                joining[kind * coarseCount + c] = ofKind(states, kind);
            }
        }
        this.apart = new int[mayStart.length * classCount][];
        this.apartInContext = new int[mayStart.length * classCount][];
        for (int c = 0; c < classCount; c++) {
            int[] states = entered(c, mayJoin, false);
            for (int kind = 0; kind < mayStart.length; kind++) {
                int[] may = ofKind(states, kind);
                apart[kind * classCount + c] = starting(may, 0);
                apartInContext[kind * classCount + c] = may;
            }
        }
    }

    /// What begins where these words are within reach.
    final class Beginnings {
        private final long active;
        // (kind, coarse class) -> what begins together; null where nobody has looked yet
        private final @Nullable Bundle @Nullable [] together;

        private Beginnings(long active, boolean isRemembered) {
            this.active = active;
            this.together = isRemembered ? new @Nullable Bundle[joining.length] : null;
        }

        /// Bits of the sets of words within reach.
        long active() {
            return active;
        }

        /// Whether {@link #together} knows the detectors that may join; otherwise each of {@link
        /// #joining} begins on its own.
        boolean isRemembered() {
            return together != null;
        }

        /// States entered with a character of `symbolClass` by detectors that join no bundle, as
        /// far as their words allow it. Not to be changed by the caller.
        int[] apart(int kind, int symbolClass) {
            return (active == 0 ? apart : apartInContext)[kind * classCount + symbolClass];
        }

        /// All others that begin there, with their words considered.
        Bundle together(int kind, int symbolClass) {
            if (together == null) {
                throw new IllegalStateException("a context beyond the bound has no bundles");
            }
            int at = joiningAt(kind, symbolClass);
            Bundle bundle = together[at];
            if (bundle == null) {
                bundle = bundles.of(starting(joining[at], active));
                together[at] = bundle;
            }
            return bundle;
        }

        /// The same, with their words not considered. Not to be changed by the caller.
        int[] joining(int kind, int symbolClass) {
            return joining[joiningAt(kind, symbolClass)];
        }

        private int joiningAt(int kind, int symbolClass) {
            return kind * bundles.coarseClassCount() + bundles.coarseClassOf(symbolClass);
        }
    }

    /// What begins within the reach of these sets of words (bits).
    Beginnings within(long active) {
        Beginnings known = beginnings.get(active);
        if (known != null) {
            return known;
        }
        boolean isRemembered = active == 0 || beginnings.size() < CONTEXTS_MAX;
        Beginnings made = new Beginnings(active, isRemembered);
        if (isRemembered) {
            beginnings.put(active, made);
        }
        return made;
    }

    /// The kind of a character before a start.
    int kindAfter(int symbolClass) {
        return kinds[symbolClass];
    }

    int kindAtStart() {
        return kinds[classCount];
    }

    Bundles bundles() {
        return bundles;
    }

    /// What words within reach say about a match of the detector.
    int contextOf(int detector, WordsInReach words) {
        return words.contextOf(supporting[detector], opposing[detector]);
    }

    boolean mayStart(int detector, int context) {
        return mayStart(detector, ContextTracker.evidence(context));
    }

    private boolean mayStart(int detector, Scoring.Evidence evidence) {
        return switch (evidence) {
            case NONE -> startsAnywhere.get(detector);
            case SUPPORTED -> startsSupported.get(detector);
            case OPPOSED -> startsOpposed.get(detector);
        };
    }

    private Scoring.Evidence evidence(int detector, long active) {
        if ((active & supporting[detector]) != 0) {
            return Scoring.Evidence.SUPPORTED;
        }
        return (active & opposing[detector]) == 0
                ? Scoring.Evidence.NONE
                : Scoring.Evidence.OPPOSED;
    }

    /// Not those with a head, whose start moves; and not those that know Chinese characters, which
    /// would make bundles tell thousands of characters apart.
    private static boolean[] mayJoin(PatternAutomaton[] automata) {
        boolean[] mayJoin = new boolean[automata.length];
        for (int d = 0; d < mayJoin.length; d++) {
            PatternAutomaton automaton = automata[d];
            mayJoin[d] =
                    automaton.detector().shape().head() == null
                            && automaton.language().classCount() <= CLASSES_MAX;
        }
        return mayJoin;
    }

    private static int kindOf(BitSet mayStart, Map<BitSet, Integer> known) {
        int next = known.size();
        Integer kind = known.putIfAbsent(mayStart, next);
        return kind == null ? next : kind;
    }

    private BitSet mayStartAfter(int symbolClass) {
        BitSet may = new BitSet();
        for (int d = 0; d < compiled.detectorCount(); d++) {
            may.set(d, compiled.mayStartAfter(d, symbolClass));
        }
        return may;
    }

    /// Where the detectors that join, or the others, are behind one such character.
    private int[] entered(int symbolClass, boolean[] mayJoin, boolean joins) {
        int[] states = new int[mayJoin.length];
        int count = 0;
        for (int d = 0; d < mayJoin.length; d++) {
            if (mayJoin[d] == joins) {
                int state = compiled.next(compiled.initialStateOf(d), symbolClass);
                states[count] = state;
                count += state == CompiledDetectors.DEAD ? 0 : 1;
            }
        }
        return count == 0 ? NO_STATES : Arrays.copyOf(states, count);
    }

    /// Those that may begin behind such a character.
    private int[] ofKind(int[] states, int kind) {
        return those(states, detector -> mayStart[kind].get(detector));
    }

    /// Those that begin in such a context.
    private int[] starting(int[] states, long active) {
        return those(states, detector -> mayStart(detector, evidence(detector, active)));
    }

    private int[] those(int[] states, IntPredicate ofDetectors) {
        if (states.length == 0) {
            return NO_STATES;
        }
        return Arrays.stream(states)
                .filter(state -> ofDetectors.test(compiled.ownerOf(state)))
                .toArray();
    }
}
