package dev.sluice.grammar.automaton;

import org.jspecify.annotations.Nullable;

/// A node and what comes after its rule: the top of a stack whose lower cells are shared. Equal
/// cells of one automaton are the same object. Immutable but for the mark.
///
/// As a lower cell, `node` is where to go on when the rule above it is over; that of a repetition
/// has the number of its runs, the one above included.
final class Cell {
    final long id;
    final int node;

    /// Runs of a repetition; 0 for any other node.
    final int count;

    final @Nullable Cell parent;

    /// Bytes to the end of the whole text, at least.
    final int distance;

    /// Calls below.
    final int depth;

    /// The number of the last search that came by. Owner: the automaton.
    long mark;

    Cell(long id, int node, int count, @Nullable Cell parent, int distance, int depth) {
        this.id = id;
        this.node = node;
        this.count = count;
        this.parent = parent;
        this.distance = distance;
        this.depth = depth;
    }

    /// What makes cells equal.
    record Content(int node, int count, long parentId) {}
}
