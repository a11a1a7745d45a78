package dev.sluice.grammar.automaton;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Where an automaton may be after some bytes: all nodes that could read the next one, each with
/// its stack. Belongs to the thread of its automaton.
public final class Configuration {
    private final Cell[] cells;
    private final boolean isAccepting;
    private final int distance;
    private final int hash;

    /// By class of byte; null where nobody has been yet. Owner: the automaton.
    private Configuration @Nullable [] next;

    private @Nullable TextPlace textPlace;

    /// Of which life of the automaton's tables; see [Automaton].
    final int generation;

    Configuration(Cell[] cells, boolean isAccepting, int generation) {
        this.cells = cells;
        this.isAccepting = isAccepting;
        this.generation = generation;
        this.distance = isAccepting ? 0 : nearest(cells);
        this.hash = hash(cells, isAccepting);
    }

    /// The text so far is one of the grammar's.
    public boolean isAccepting() {
        return isAccepting;
    }

    /// The text so far is the beginning of none of them.
    public boolean isDead() {
        return cells.length == 0 && !isAccepting;
    }

    /// Nothing may follow.
    public boolean isComplete() {
        return cells.length == 0 && isAccepting;
    }

    /// Bytes that are missing, at least.
    public int distance() {
        return distance;
    }

    /// Set if and only if all it can read is one JSON string's next character or end.
    public @Nullable TextPlace textPlace() {
        return textPlace;
    }

    void setTextPlace(TextPlace place) {
        textPlace = place;
    }

    Cell[] cells() {
        return cells;
    }

    @Nullable Configuration next(int byteClass) {
        return next == null ? null : next[byteClass];
    }

    void setNext(int byteClass, Configuration after, int classCount) {
        if (next == null) {
            next = new Configuration[classCount];
        }
        next[byteClass] = after;
    }

    private static int nearest(Cell[] cells) {
        int nearest = Distances.INFINITE;
        for (Cell cell : cells) {
            nearest = Math.min(nearest, cell.distance);
        }
        return nearest;
    }

    private static int hash(Cell[] cells, boolean isAccepting) {
        long hash = isAccepting ? 1 : 0;
        for (Cell cell : cells) {
            hash = hash * 0x9E3779B97F4A7C15L + cell.id;
        }
        return Long.hashCode(hash);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Configuration that
                && isAccepting == that.isAccepting
                && Arrays.equals(cells, that.cells);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
