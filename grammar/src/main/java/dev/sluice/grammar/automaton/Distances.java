package dev.sluice.grammar.automaton;

import java.util.Arrays;
import java.util.PriorityQueue;

/// How many bytes each node is from its rule's end, at least, and how many calls deep the way there
/// goes:
///
/// ```
/// d(end) = 0                        d(bytes → n) = 1 + d(n)
/// d(split → n…) = min d(n)          d(call r → n) = d(r) + d(n)
/// d(repeat min b → n) = min · d(b) + d(n)
/// ```
///
/// Each right side is no less than what it is made of, so nodes are settled in the order of their
/// distance, as in Dijkstra's algorithm (Knuth: "A generalization of Dijkstra's algorithm", 1977).
/// Only bytes in `spellable` count: those that a tokenizer has a token of its own for.
public final class Distances {
    /// No way at all, or one of which nobody will see the end.
    public static final int INFINITE = 1 << 28;

    private final Program program;
    private final ByteSet spellable;
    private final int[] distance;
    private final int[] height;
    private final int[][] dependents;
    private final PriorityQueue<Way> ways = new PriorityQueue<>();

    private record Way(int distance, int height, int node) implements Comparable<Way> {
        @Override
        public int compareTo(Way other) {
            return distance != other.distance
                    ? Integer.compare(distance, other.distance)
                    : Integer.compare(height, other.height);
        }
    }

    private Distances(Program program, ByteSet spellable) {
        this.program = program;
        this.spellable = spellable;
        this.distance = new int[program.nodeCount()];
        this.height = new int[program.nodeCount()];
        this.dependents = dependents(program);
        Arrays.fill(distance, INFINITE);
        settleAll();
    }

    public static Distances overAllBytes(Program program) {
        return over(program, ByteSet.range(0, 255));
    }

    public static Distances over(Program program, ByteSet spellable) {
        return new Distances(program, spellable);
    }

    public boolean isImpossible(int node) {
        return distance[node] >= INFINITE;
    }

    /// To the end of the node's rule; of a repetition that has run `count` times already.
    int of(int node, int count) {
        if (program.kind[node] != Program.REPEAT || count == 0) {
            return distance[node];
        }
        int missing = Math.max(0, program.min[node] - count);
        return sum(times(missing, program.inner[node]), distance[program.next[node]]);
    }

    /// Calls inside of calls on the way that [#of] measures.
    int heightOf(int node) {
        return height[node];
    }

    static int sum(int left, int right) {
        return Math.min(INFINITE, left + right);
    }

    private int times(int count, int node) {
        return count == 0 ? 0 : (int) Math.min(INFINITE, (long) count * distance[node]);
    }

    private void settleAll() {
        for (int node = 0; node < program.nodeCount(); node++) {
            if (program.kind[node] == Program.END) {
                ways.add(new Way(0, 0, node));
            }
        }
        for (Way way = ways.poll(); way != null; way = ways.poll()) {
            if (way.distance() < distance[way.node()]) {
                distance[way.node()] = way.distance();
                height[way.node()] = way.height();
                for (int dependent : dependents[way.node()]) {
                    offer(dependent, way.node());
                }
            }
        }
    }

    /// A way from `node`, one step of which is to be at `settled`.
    private void offer(int node, int settled) {
        int after = program.next[node];
        int inner = program.inner[node];
        switch (program.kind[node]) {
            case Program.BYTES -> {
                if (program.sets[node].overlaps(spellable)) {
                    offer(node, sum(distance[after], 1), height[after]);
                }
            }
            case Program.SPLIT -> offer(node, distance[settled], height[settled]);
            case Program.CALL ->
                    offer(
                            node,
                            sum(distance[inner], distance[after]),
                            Math.max(height[inner] + 1, height[after]));
            case Program.REPEAT ->
                    offer(
                            node,
                            sum(times(program.min[node], inner), distance[after]),
                            program.min[node] == 0
                                    ? height[after]
                                    : Math.max(height[inner], height[after]));
            default -> throw new IllegalStateException("an end depends on nothing");
        }
    }

    private void offer(int node, int found, int foundHeight) {
        if (found < INFINITE && distance[node] == INFINITE) {
            ways.add(new Way(found, foundHeight, node));
        }
    }

    private static int[][] dependents(Program program) {
        int[] counts = new int[program.nodeCount()];
        int[][] lists = new int[program.nodeCount()][];
        eachEdge(program, (_, target) -> counts[target]++);
        for (int node = 0; node < lists.length; node++) {
            lists[node] = new int[counts[node]];
        }
        eachEdge(program, (node, target) -> lists[target][--counts[target]] = node);
        return lists;
    }

    private interface Edge {
        void from(int node, int target);
    }

    private static void eachEdge(Program program, Edge edge) {
        for (int node = 0; node < program.nodeCount(); node++) {
            switch (program.kind[node]) {
                case Program.BYTES -> edge.from(node, program.next[node]);
                case Program.SPLIT -> {
                    for (int target : program.targets[node]) {
                        edge.from(node, target);
                    }
                }
                case Program.CALL, Program.REPEAT -> {
                    edge.from(node, program.next[node]);
                    edge.from(node, program.inner[node]);
                }
                default -> {} // An end leads nowhere.
            }
        }
    }
}
