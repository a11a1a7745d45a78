package dev.sluice.grammar.regex;

import dev.sluice.grammar.GrammarException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// An expression as a deterministic automaton over characters, state 0 first: Thompson's
/// construction, then sets of states (Rabin and Scott 1959), over the classes of characters that
/// the expression tells apart.
///
/// @param arrows by state: to which state, with which characters
/// @param accepting by state: the text may end there
record CharAutomaton(List<Map<Integer, CharSet>> arrows, List<Boolean> accepting) {
    static final int STATE_COUNT_MAX = 5_000;

    /// Set members looked at while building; about 50 ms.
    private static final long WORK_MAX = 3_000_000;

    CharAutomaton {
        arrows = List.copyOf(arrows);
        accepting = List.copyOf(accepting);
    }

    static CharAutomaton of(Expression expression) {
        CharNetwork network = CharNetwork.of(expression);
        return new Building(network).build();
    }

    private static final class Building {
        private final CharNetwork network;
        private final int[] classStarts;
        private final CharSet[] classes;
        private final Map<List<Integer>, Integer> known = new HashMap<>();
        private final List<List<Integer>> states = new ArrayList<>();
        private final List<Map<Integer, CharSet>> arrows = new ArrayList<>();
        private final List<Boolean> accepting = new ArrayList<>();
        private long work;

        Building(CharNetwork network) {
            this.network = network;
            this.classStarts = starts(network);
            this.classes = new CharSet[classStarts.length];
            for (int i = 0; i < classes.length; i++) {
                int last = i + 1 < classes.length ? classStarts[i + 1] - 1 : 0x10FFFF;
                classes[i] = CharSet.range(classStarts[i], last);
            }
        }

        /// The first character of each class: where some set begins, or the first after it.
        private static int[] starts(CharNetwork network) {
            TreeSet<Integer> starts = new TreeSet<>(List.of(0));
            for (CharSet set : network.sets()) {
                for (CharSet.Range range : set.ranges()) {
                    starts.add(range.first());
                    starts.add(range.last() + 1);
                }
            }
            return starts.stream().mapToInt(Integer::intValue).toArray();
        }

        CharAutomaton build() {
            state(network.closure(new int[] {network.start()}));
            for (int state = 0; state < states.size(); state++) {
                arrows.add(arrowsOf(states.get(state)));
            }
            return new CharAutomaton(arrows, accepting);
        }

        private Map<Integer, CharSet> arrowsOf(List<Integer> members) {
            List<int[]> targets = new ArrayList<>();
            for (int i = 0; i < classes.length; i++) {
                targets.add(targets(members, classStarts[i]));
            }
            Map<Integer, CharSet> found = new LinkedHashMap<>();
            for (int i = 0; i < classes.length; i++) {
                if (targets.get(i).length > 0 && !classes[i].isEmpty()) {
                    int target = state(network.closure(targets.get(i)));
                    found.merge(target, classes[i], CharSet::or);
                }
            }
            return found;
        }

        private int[] targets(List<Integer> members, int character) {
            work += members.size();
            if (work > WORK_MAX) {
                throw tooLarge();
            }
            return members.stream()
                    .mapToInt(Integer::intValue)
                    .filter(member -> network.reads(member, character))
                    .map(network::after)
                    .toArray();
        }

        private int state(int[] members) {
            List<Integer> key = Arrays.stream(members).boxed().toList();
            work += members.length;
            Integer same = known.get(key);
            if (same != null) {
                return same;
            }
            if (states.size() >= STATE_COUNT_MAX) {
                throw tooLarge();
            }
            known.put(key, states.size());
            states.add(key);
            accepting.add(key.contains(network.end()));
            return states.size() - 1;
        }

        private static GrammarException tooLarge() {
            return GrammarException.tooLarge(
                    "", "its automaton has more than " + STATE_COUNT_MAX + " states");
        }
    }
}
