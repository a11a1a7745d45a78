package dev.sluice.grammar.automaton;

import java.util.List;

/// One node of a program under construction. Numbers are those of other nodes.
sealed interface Node {
    /// The rule is over: go on where it was called.
    record End() implements Node {}

    /// Reads one byte of the set.
    record Bytes(ByteSet set, int next) implements Node {}

    /// Goes on at any of them; at none, it is a dead end.
    record Split(List<Integer> targets) implements Node {}

    /// Runs the rule that starts at `start`, then goes on at `next`.
    record Call(int start, int next) implements Node {}

    /// Runs the rule that starts at `body` `min` to `max` times, then goes on at `next`. `isText`:
    /// the body is one character of a JSON string.
    record Repeat(int min, int max, int body, int next, boolean isText) implements Node {}

    /// A place that is used before it is known where it leads.
    record Rule(int id) implements Node {}
}
