package dev.sluice.grammar.automaton;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A grammar's nodes as arrays, by number. Immutable; its arrays are read inside of this package
/// only.
///
/// Bytes that no node tells apart are one class: an automaton's tables have a column per class.
public final class Program {
    static final byte END = 0;
    static final byte BYTES = 1;
    static final byte SPLIT = 2;
    static final byte CALL = 3;
    static final byte REPEAT = 4;

    private static final int[] NOWHERE = {};

    final byte[] kind;

    /// Where it goes on; of a `SPLIT` unused.
    final int[] next;

    /// The called rule's start, or the repeated one's.
    final int[] inner;

    final int[] min;
    final int[] max;
    final boolean[] isText;
    final int[][] targets;
    final ByteSet[] sets;
    final ByteClasses classes;
    private final int start;

    Program(List<Node> nodes, Map<Integer, Integer> ruleStarts, int start) {
        int count = nodes.size();
        this.start = start;
        kind = new byte[count];
        next = new int[count];
        inner = new int[count];
        min = new int[count];
        max = new int[count];
        isText = new boolean[count];
        targets = new int[count][];
        sets = new ByteSet[count];
        for (int id = 0; id < count; id++) {
            targets[id] = NOWHERE;
            sets[id] = ByteSet.NONE;
            take(id, nodes.get(id), ruleStarts);
        }
        classes = new ByteClasses(sets);
    }

    public int start() {
        return start;
    }

    public int nodeCount() {
        return kind.length;
    }

    private void take(int id, Node node, Map<Integer, Integer> ruleStarts) {
        switch (node) {
            case Node.End() -> kind[id] = END;
            case Node.Bytes(ByteSet set, int after) -> {
                kind[id] = BYTES;
                sets[id] = set;
                next[id] = after;
            }
            case Node.Split(List<Integer> choices) -> split(id, choices);
            case Node.Rule(int rule) ->
                    split(id, List.of(Objects.requireNonNull(ruleStarts.get(rule))));
            case Node.Call(int called, int after) -> {
                kind[id] = CALL;
                inner[id] = called;
                next[id] = after;
            }
            case Node.Repeat repeat -> {
                kind[id] = REPEAT;
                inner[id] = repeat.body();
                next[id] = repeat.next();
                min[id] = repeat.min();
                max[id] = repeat.max();
                isText[id] = repeat.isText();
            }
        }
    }

    private void split(int id, List<Integer> choices) {
        kind[id] = SPLIT;
        targets[id] = choices.stream().mapToInt(Integer::intValue).toArray();
    }
}
