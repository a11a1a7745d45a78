package dev.sluice.masking.detect;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Threads of several detectors that began at the same character, taken as one.
///
/// Why: two dozen detectors may begin with a digit, and nearly all of them end within a few
/// characters. A bundle is the set of states they are in; where it goes on a character is worked
/// out once and remembered (a lazy product automaton), so the usual step is one look-up instead of
/// one per detector. As soon as one of them is a match, or only one is left, the bundle bursts into
/// threads of their own, which know about validators, boundaries and candidates.
///
/// Shared by all scanners and threads. What is remembered is a pure function of the tables, so a
/// race costs a computation and changes nothing. It is bounded: beyond {@link #BUNDLES_MAX} a
/// bundle bursts instead.
final class Bundles {

    static final int BUNDLES_MAX = 20_000;

    /// A set of live states; none of them is a match unless it bursts.
    static final class Bundle {
        private final int[] states;
        private final boolean bursts;
        // By class; null where nobody has looked yet.
        private final @Nullable Bundle[] next;

        private Bundle(int[] states, boolean bursts, int classCount) {
            this.states = states;
            this.bursts = bursts;
            this.next = new @Nullable Bundle[bursts ? 0 : classCount];
        }

        /// Not to be changed by the caller.
        int[] states() {
            return states;
        }

        boolean isEmpty() {
            return states.length == 0;
        }

        /// Whether its states must go on as threads of their own.
        boolean bursts() {
            return bursts;
        }
    }

    private final CompiledDetectors detectors;
    // class → what bundles tell apart, and one class for each of those.
    private final short[] coarse;
    private final int[] representatives;
    private final Map<List<Integer>, Bundle> known = new ConcurrentHashMap<>();

    /// @param mayJoin per detector, whether it may be in a bundle
    Bundles(CompiledDetectors detectors, boolean[] mayJoin) {
        this.detectors = detectors;
        this.coarse = new short[detectors.classCount()];
        int[] joining = IntStream.range(0, mayJoin.length).filter(d -> mayJoin[d]).toArray();
        Map<List<Integer>, Short> vectors = new HashMap<>();
        int[] found = new int[coarse.length];
        for (int c = 0; c < coarse.length; c++) {
            int symbolClass = c;
            List<Integer> vector =
                    Arrays.stream(joining)
                            .mapToObj(d -> detectors.ownClassOf(d, symbolClass))
                            .toList();
            Short same = vectors.get(vector);
            if (same == null) {
                same = (short) vectors.size();
                vectors.put(vector, same);
                found[same] = c;
            }
            coarse[c] = same;
        }
        this.representatives = Arrays.copyOf(found, vectors.size());
    }

    /// The bundle of these states; with fewer than two it bursts at once.
    Bundle of(int[] states) {
        return intern(states);
    }

    Bundle next(Bundle bundle, int symbolClass) {
        int symbol = coarse[symbolClass];
        Bundle next = bundle.next[symbol];
        if (next == null) {
            int representative = representatives[symbol];
            next =
                    intern(
                            Arrays.stream(bundle.states)
                                    .map(state -> detectors.next(state, representative))
                                    .filter(state -> state != CompiledDetectors.DEAD)
                                    .toArray());
            bundle.next[symbol] = next;
        }
        return next;
    }

    private Bundle intern(int[] states) {
        List<Integer> key = Arrays.stream(states).boxed().toList();
        Bundle bundle = known.get(key);
        if (bundle != null) {
            return bundle;
        }
        boolean bursts =
                states.length < 2
                        || known.size() >= BUNDLES_MAX
                        || Arrays.stream(states).anyMatch(detectors::isAccepting);
        Bundle made = new Bundle(states, bursts, representatives.length);
        if (known.size() < BUNDLES_MAX) {
            known.putIfAbsent(key, made);
        }
        return made;
    }
}
