package dev.sluice.masking.detect;

import dk.brics.automaton.Automaton;
import dk.brics.automaton.State;
import dk.brics.automaton.Transition;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/// The minimal deterministic automaton of a regular expression, without dead states, with states
/// numbered from the initial one (0) in breadth-first order.
///
/// The library reads expressions and builds automata that are not deterministic; the steps from
/// there are ours, because with place names in a pattern its own take a minute: it looks at every
/// character that occurs anywhere for every set of states, this class only at those that the set
/// has transitions on (subset construction), and merges states by what they do (Moore's algorithm).
final class MinimalAutomaton {

    /// A range of symbols and where it leads.
    record Edge(char min, char max, int target) {}

    private static final int INITIAL = 0;
    private static final int DEAD = -1;

    private final List<List<Edge>> edges;
    private final BitSet accepting;

    private MinimalAutomaton(List<List<Edge>> edges, BitSet accepting) {
        this.edges = edges;
        this.accepting = accepting;
    }

    static MinimalAutomaton of(Automaton language) {
        return determinized(language).withoutDeadStates().minimized();
    }

    int stateCount() {
        return edges.size();
    }

    boolean isAccepting(int state) {
        return accepting.get(state);
    }

    /// Ascending, without overlap.
    List<Edge> edges(int state) {
        return edges.get(state);
    }

    private static MinimalAutomaton determinized(Automaton language) {
        language.expandSingleton();
        List<State> members = new ArrayList<>(language.getStates());
        Map<State, Integer> numbers = new HashMap<>();
        members.forEach(state -> numbers.put(state, numbers.size()));
        List<BitSet> sets = new ArrayList<>();
        Map<BitSet, Integer> known = new HashMap<>();
        BitSet initial = new BitSet();
        initial.set(numbers.getOrDefault(language.getInitialState(), INITIAL));
        known.put(initial, INITIAL);
        sets.add(initial);
        List<List<Edge>> edges = new ArrayList<>();
        BitSet accepting = new BitSet();
        for (int set = 0; set < sets.size(); set++) {
            accepting.set(set, sets.get(set).stream().anyMatch(s -> members.get(s).isAccept()));
            edges.add(edgesOf(sets.get(set), members, numbers, sets, known));
        }
        return new MinimalAutomaton(edges, accepting);
    }

    /// Sweeps over the ends of all ranges that leave a set.
    private static List<Edge> edgesOf(
            BitSet set,
            List<State> members,
            Map<State, Integer> numbers,
            List<BitSet> sets,
            Map<BitSet, Integer> known) {
        SortedMap<Integer, List<Integer>> changes = new TreeMap<>();
        set.stream()
                .forEach(s -> {
                    for (Transition transition : members.get(s).getTransitions()) {
                        int target = numbers.getOrDefault(transition.getDest(), INITIAL);
                        change(changes, transition.getMin()).add(target + 1);
                        change(changes, transition.getMax() + 1).add(-target - 1);
                    }
                });
        int[] counts = new int[members.size()];
        BitSet reached = new BitSet();
        List<Edge> edges = new ArrayList<>();
        int from = 0;
        for (Map.Entry<Integer, List<Integer>> change : changes.entrySet()) {
            if (!reached.isEmpty()) {
                edges.add(edge(from, change.getKey() - 1, reached, sets, known));
            }
            change.getValue().forEach(signed -> count(signed, counts, reached));
            from = change.getKey();
        }
        return edges;
    }

    private static List<Integer> change(Map<Integer, List<Integer>> changes, int at) {
        return changes.computeIfAbsent(at, _ -> new ArrayList<>());
    }

    private static void count(int signed, int[] counts, BitSet reached) {
        int state = Math.abs(signed) - 1;
        counts[state] += Integer.signum(signed);
        reached.set(state, counts[state] > 0);
    }

    private static Edge edge(
            int min, int max, BitSet reached, List<BitSet> sets, Map<BitSet, Integer> known) {
        Integer target = known.get(reached);
        if (target == null) {
            target = sets.size();
            BitSet copy = (BitSet) reached.clone();
            known.put(copy, target);
            sets.add(copy);
        }
        return new Edge((char) min, (char) max, target);
    }

    private MinimalAutomaton withoutDeadStates() {
        BitSet live = (BitSet) accepting.clone();
        for (int before = -1; before != live.cardinality(); ) {
            before = live.cardinality();
            for (int s = stateCount() - 1; s >= 0; s--) {
                if (!live.get(s) && edges.get(s).stream().anyMatch(e -> live.get(e.target()))) {
                    live.set(s);
                }
            }
        }
        int[] blocks = new int[stateCount()];
        for (int s = 0; s < blocks.length; s++) {
            blocks[s] = live.get(s) || s == INITIAL ? s : DEAD;
        }
        return merged(blocks);
    }

    private MinimalAutomaton minimized() {
        int[] blocks = new int[stateCount()];
        for (int s = 0; s < blocks.length; s++) {
            blocks[s] = accepting.get(s) ? 1 : 0;
        }
        for (int before = 0, blockCount = 1; blockCount != before; ) {
            before = blockCount;
            Map<IntBuffer, Integer> known = new HashMap<>();
            int[] finer = new int[blocks.length];
            for (int s = 0; s < blocks.length; s++) {
                IntBuffer signature = signature(s, blocks);
                known.putIfAbsent(signature, known.size());
                finer[s] = known.getOrDefault(signature, 0);
            }
            blocks = finer;
            blockCount = known.size();
        }
        return merged(blocks);
    }

    /// Its block, and which ranges lead to which blocks.
    private IntBuffer signature(int state, int[] blocks) {
        List<Edge> joined = joined(edges.get(state), target -> blocks[target]);
        IntBuffer signature = IntBuffer.allocate(1 + 2 * joined.size()).put(blocks[state]);
        joined.forEach(edge -> signature.put(edge.min() << 16 | edge.max()).put(edge.target()));
        return signature.flip();
    }

    /// Edges between blocks; neighbours that lead to the same one are one edge.
    private static List<Edge> joined(List<Edge> edges, IntUnaryOperator blockOf) {
        List<Edge> joined = new ArrayList<>(edges.size());
        for (Edge edge : edges) {
            int target = blockOf.applyAsInt(edge.target());
            Edge last = joined.isEmpty() ? null : joined.getLast();
            if (target == DEAD) {
                continue;
            }
            if (last != null && last.target() == target && last.max() + 1 == edge.min()) {
                joined.set(joined.size() - 1, new Edge(last.min(), edge.max(), target));
            } else {
                joined.add(new Edge(edge.min(), edge.max(), target));
            }
        }
        return joined;
    }

    /// One state per block that can be reached, numbered breadth first.
    private MinimalAutomaton merged(int[] blocks) {
        List<Integer> members = new ArrayList<>();
        Map<Integer, Integer> numberOfBlock = new HashMap<>();
        number(INITIAL, blocks, numberOfBlock, members);
        List<List<Edge>> merged = new ArrayList<>();
        BitSet mergedAccepting = new BitSet();
        for (int next = 0; next < members.size(); next++) {
            int member = members.get(next);
            mergedAccepting.set(next, accepting.get(member));
            List<Edge> renumbered = new ArrayList<>();
            for (Edge edge : edges.get(member)) {
                if (blocks[edge.target()] != DEAD) {
                    int target = number(edge.target(), blocks, numberOfBlock, members);
                    renumbered.add(new Edge(edge.min(), edge.max(), target));
                }
            }
            merged.add(joined(renumbered, target -> target));
        }
        return new MinimalAutomaton(merged, mergedAccepting);
    }

    private static int number(
            int state, int[] blocks, Map<Integer, Integer> numberOfBlock, List<Integer> members) {
        Integer number = numberOfBlock.get(blocks[state]);
        if (number == null) {
            number = members.size();
            numberOfBlock.put(blocks[state], number);
            members.add(state);
        }
        return number;
    }
}
