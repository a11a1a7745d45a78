package dev.sluice.grammar.automaton;

import dev.sluice.grammar.GrammarException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes a program from its end to its start: each node is told what comes after it. Equal nodes
/// are one node, so common endings are kept once. One thread.
public final class ProgramBuilder {
    /// Enough for a schema of a few thousand properties; building so many takes some 50 ms.
    public static final int NODE_COUNT_MAX = 50_000;

    /// As a repetition's `max`: any number of times.
    public static final int UNBOUNDED = Integer.MAX_VALUE;

    private final List<Node> nodes = new ArrayList<>();
    private final Map<Node, Integer> known = new HashMap<>();
    private final Map<Integer, Integer> ruleStarts = new HashMap<>();

    public int end() {
        return node(new Node.End());
    }

    /// From here on nothing is right.
    public int deadEnd() {
        return node(new Node.Split(List.of()));
    }

    public int bytes(ByteSet set, int next) {
        return set.isEmpty() ? deadEnd() : node(new Node.Bytes(set, next));
    }

    public int oneByte(int value, int next) {
        return bytes(ByteSet.of(value), next);
    }

    public int literal(byte[] text, int next) {
        int at = next;
        for (int i = text.length - 1; i >= 0; i--) {
            at = oneByte(text[i] & 0xFF, at);
        }
        return at;
    }

    public int split(int... targets) {
        return split(Arrays.stream(targets).boxed().toList());
    }

    public int split(List<Integer> targets) {
        List<Integer> distinct = targets.stream().distinct().toList();
        return distinct.size() == 1 ? distinct.getFirst() : node(new Node.Split(distinct));
    }

    public int call(int start, int next) {
        return node(new Node.Call(start, next));
    }

    /// `body` ends with [#end] and reads at least one byte.
    public int repeat(int min, int max, int body, int next) {
        return repeat(min, max, body, next, false);
    }

    /// The same of a body that is one character of a JSON string: walkers may know what such a
    /// repetition takes without trying each byte.
    public int repeatText(int min, int max, int body, int next) {
        return repeat(min, max, body, next, true);
    }

    private int repeat(int min, int max, int body, int next, boolean isText) {
        if (min > max) {
            return deadEnd();
        }
        return max == 0 ? next : node(new Node.Repeat(min, max, body, next, isText));
    }

    /// A place for [#define].
    public int rule() {
        return add(new Node.Rule(nodes.size()));
    }

    public void define(int rule, int start) {
        if (ruleStarts.putIfAbsent(rule, start) != null) {
            throw new IllegalStateException("rule " + rule + " is defined already");
        }
    }

    public Program build(int start) {
        return new Program(nodes, ruleStarts, start);
    }

    private int node(Node node) {
        Integer same = known.get(node);
        if (same != null) {
            return same;
        }
        int added = add(node);
        known.put(node, added);
        return added;
    }

    private int add(Node node) {
        if (nodes.size() >= NODE_COUNT_MAX) {
            throw GrammarException.tooLarge(
                    "", "its automaton has more than " + NODE_COUNT_MAX + " nodes");
        }
        nodes.add(node);
        return nodes.size() - 1;
    }
}
