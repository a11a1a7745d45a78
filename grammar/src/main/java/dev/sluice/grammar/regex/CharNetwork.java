package dev.sluice.grammar.regex;

import dev.sluice.grammar.GrammarException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// An expression as a nondeterministic automaton (Thompson 1968), built from its end to its start.
/// A state reads a character of its set, or leads on without reading.
final class CharNetwork {
    private static final int STATE_COUNT_MAX = 20_000;

    private final List<CharSet> sets = new ArrayList<>();
    private final List<List<Integer>> nexts = new ArrayList<>();
    private final int end;
    private final int start;

    private CharNetwork(Expression expression) {
        end = state(CharSet.NONE, List.of());
        start = build(expression, end);
    }

    static CharNetwork of(Expression expression) {
        return new CharNetwork(expression);
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    List<CharSet> sets() {
        return sets;
    }

    boolean reads(int state, int character) {
        return sets.get(state).contains(character);
    }

    /// Where a state that reads leads.
    int after(int state) {
        return nexts.get(state).getFirst();
    }

    /// The end and the states that read, as far as they can be reached without reading; in
    /// ascending order.
    int[] closure(int[] from) {
        BitSet seen = new BitSet(sets.size());
        BitSet kept = new BitSet(sets.size());
        ArrayDeque<Integer> pending = new ArrayDeque<>();
        for (int state : from) {
            pending.push(state);
        }
        while (!pending.isEmpty()) {
            int state = pending.pop();
            if (seen.get(state)) {
                continue;
            }
            seen.set(state);
            if (state == end || !sets.get(state).isEmpty()) {
                kept.set(state);
            } else {
                nexts.get(state).forEach(pending::push);
            }
        }
        return kept.stream().toArray();
    }

    private int build(Expression expression, int next) {
        return switch (expression) {
            // An empty class reads nothing and leads nowhere.
            case Expression.One(CharSet set) ->
                    state(set, set.isEmpty() ? List.of() : List.of(next));
            case Expression.Sequence(List<Expression> parts) -> {
                int at = next;
                for (Expression part : parts.reversed()) {
                    at = build(part, at);
                }
                yield at;
            }
            case Expression.Choice(List<Expression> ways) ->
                    state(CharSet.NONE, ways.stream().map(way -> build(way, next)).toList());
            case Expression.Repeated(Expression part, int min, int max) ->
                    repeated(part, min, max, next);
            case Expression.TextStart _, Expression.TextEnd _ ->
                    throw new IllegalStateException("an anchor is left");
        };
    }

    private int repeated(Expression part, int min, int max, int next) {
        int at = next;
        if (max < 0) {
            List<Integer> ways = new ArrayList<>();
            at = state(CharSet.NONE, ways);
            ways.add(build(part, at));
            ways.add(next);
        }
        for (int i = min; i < max; i++) {
            at = state(CharSet.NONE, List.of(build(part, at), next));
        }
        for (int i = 0; i < min; i++) {
            at = build(part, at);
        }
        return at;
    }

    private int state(CharSet set, List<Integer> next) {
        if (sets.size() >= STATE_COUNT_MAX) {
            throw GrammarException.tooLarge(
                    "", "it unfolds to more than " + STATE_COUNT_MAX + " places");
        }
        sets.add(set);
        nexts.add(next);
        return sets.size() - 1;
    }
}
