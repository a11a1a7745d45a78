package dev.sluice.masking.detect;

import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Threads of several detectors that began at the same character, taken as one.
///
/// Why: two dozen detectors may begin with a digit, and nearly all of them end within a few
/// characters. A bundle is the set of states they are in; where it goes on a character is worked
/// out once and remembered (a lazy product automaton), so the usual step is one look-up instead of
/// one per detector. A state that is a match leaves the bundle as a thread of its own, which knows
/// about validators, boundaries and candidates; so does the last one that is left.
///
/// Shared by all scanners and threads. What is remembered is a pure function of the tables, so a
/// race costs a computation and changes nothing. It is bounded: beyond {@link #BUNDLES_MAX} all
/// states of a bundle leave it instead.
final class Bundles {

    static final int BUNDLES_MAX = 20_000;

    private static final int[] NO_STATES = {};

    /// A set of live states that are no match.
    static final class Bundle {
        private final int[] states;
        private final int[] leaving;
        // By class; null where nobody has looked yet.
        private final @Nullable Bundle[] next;

        private Bundle(int[] states, int[] leaving, int classCount) {
            this.states = states;
            this.leaving = leaving;
            this.next = new @Nullable Bundle[states.length == 0 ? 0 : classCount];
        }

        /// Those that go on as threads of their own from here; not part of the bundle any more. Not
        /// to be changed by the caller.
        int[] leaving() {
            return leaving;
        }

        boolean isEmpty() {
            return states.length == 0;
        }
    }

    private final CompiledDetectors detectors;
    // class → what bundles tell apart, and one class for each of those.
    private final short[] coarse;
    private final int[] representatives;
    // By their states; the arrays behind the keys never change.
    private final Map<IntBuffer, Bundle> known = new ConcurrentHashMap<>();

    /// @param mayJoin per detector, whether it may be in a bundle
    Bundles(CompiledDetectors detectors, boolean[] mayJoin) {
        this.detectors = detectors;
        this.coarse = new short[detectors.classCount()];
        int[] joining = IntStream.range(0, mayJoin.length).filter(d -> mayJoin[d]).toArray();
        Map<IntBuffer, Short> columns = new HashMap<>();
        int[] found = new int[coarse.length];
        for (int c = 0; c < coarse.length; c++) {
            int[] column = new int[joining.length];
            for (int i = 0; i < joining.length; i++) {
                column[i] = detectors.ownClassOf(joining[i], c);
            }
            short number = (short) columns.size();
            Short same = columns.putIfAbsent(IntBuffer.wrap(column), number);
            if (same == null) {
                found[number] = c;
            }
            coarse[c] = same == null ? number : same;
        }
        this.representatives = Arrays.copyOf(found, columns.size());
    }

    int coarseClassCount() {
        return representatives.length;
    }

    /// What bundles tell apart.
    int coarseClassOf(int symbolClass) {
        return coarse[symbolClass];
    }

    /// One of the classes that bundles do not tell apart.
    int representativeOf(int coarseClass) {
        return representatives[coarseClass];
    }

    /// The bundle that begins with these states.
    Bundle of(int[] states) {
        IntBuffer key = IntBuffer.wrap(states);
        Bundle bundle = known.get(key);
        if (bundle != null) {
            return bundle;
        }
        boolean isFull = known.size() >= BUNDLES_MAX;
        int[] staying =
                Arrays.stream(states).filter(state -> !detectors.isAccepting(state)).toArray();
        Bundle made =
                isFull || staying.length < 2
                        ? new Bundle(NO_STATES, states, 0)
                        : new Bundle(staying, accepting(states), representatives.length);
        if (!isFull) {
            known.putIfAbsent(key, made);
        }
        return made;
    }

    Bundle next(Bundle bundle, int symbolClass) {
        int symbol = coarse[symbolClass];
        Bundle next = bundle.next[symbol];
        if (next == null) {
            int representative = representatives[symbol];
            next =
                    of(
                            Arrays.stream(bundle.states)
                                    .map(state -> detectors.next(state, representative))
                                    .filter(state -> state != CompiledDetectors.DEAD)
                                    .toArray());
            bundle.next[symbol] = next;
        }
        return next;
    }

    private int[] accepting(int[] states) {
        return Arrays.stream(states).filter(detectors::isAccepting).toArray();
    }
}
