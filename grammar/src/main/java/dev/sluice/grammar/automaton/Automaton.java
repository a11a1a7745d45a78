package dev.sluice.grammar.automaton;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Walks a program byte by byte. What is nondeterministic in it (a stack for each choice) is made
/// deterministic on the way: the set of all stacks is one [Configuration], and where a byte leads
/// from there is looked for once and then remembered, as in a lazily built DFA.
///
/// Ways that cannot end are left at once, so a configuration that is not dead can be completed with
/// as many spellable bytes as its distance says. Stacks are at most [#DEPTH_MAX] calls deep: a call
/// is made only where its shortest way fits.
///
/// Bounds: when more than [#CONFIGURATION_COUNT_MAX] configurations are remembered, all are
/// forgotten and a new generation begins; who holds one may go on with it. Between two calls of
/// [#beginWork] it takes at most [#WORK_MAX] steps. One thread at a time.
public final class Automaton {
    /// Objects in objects, as the caller sees it.
    public static final int DEPTH_MAX = 64;

    /// With some 500 bytes each: 4 MB.
    public static final int CONFIGURATION_COUNT_MAX = 8_192;

    /// About 20 ms.
    public static final int WORK_MAX = 200_000;

    private static final int CELL_COUNT_MAX = 65_536;

    private final Program program;
    private final Distances distances;
    private final ByteClasses classes;
    private final Map<Cell.Content, Cell> cells = new HashMap<>();
    private final Map<Configuration, Configuration> configurations = new HashMap<>();
    private final ArrayDeque<Cell> pending = new ArrayDeque<>();
    private final List<Cell> found = new ArrayList<>();
    private boolean isEndFound;
    private long search;
    private long cellCount;
    private int generation;
    private int work;

    /// `spellable`: the bytes that a text can be completed with.
    public Automaton(Program program, ByteSet spellable) {
        this.program = program;
        this.distances = Distances.over(program, spellable);
        this.classes = program.classes;
    }

    /// Before any byte. Dead if no text can be spelled.
    public Configuration start() {
        begin();
        enter(program.start(), 0, null);
        return conclude();
    }

    /// Starts counting anew what [#step] may cost.
    public void beginWork() {
        work = 0;
    }

    /// Rises when all is forgotten: what a caller remembers by configuration is worth nothing more
    /// then.
    public int generation() {
        return generation;
    }

    /// After one more byte; dead if none of the grammar's texts has it there.
    ///
    /// @throws AutomatonLimitException if it takes too much work
    public Configuration step(Configuration from, int value) {
        int byteClass = classes.of(value);
        Configuration known = from.next(byteClass);
        return known != null ? known : explore(from, value, byteClass);
    }

    private Configuration explore(Configuration from, int value, int byteClass) {
        if (from.generation != generation) {
            // Why: what an old one remembers would keep all of its generation from being freed.
            return step(renewed(from), value);
        }
        Configuration after = search(from, value);
        if (from.generation == after.generation) {
            from.setNext(byteClass, after, classes.count());
        }
        return after;
    }

    private Configuration renewed(Configuration old) {
        Configuration renewed = remember(old.cells(), old.isAccepting());
        TextPlace place = old.textPlace();
        if (place != null) {
            renewed.setTextPlace(place);
        }
        return renewed;
    }

    private Configuration search(Configuration from, int value) {
        begin();
        @Nullable Cell only = null;
        int readerCount = 0;
        for (Cell cell : from.cells()) {
            if (program.sets[cell.node].contains(value)) {
                only = cell;
                readerCount++;
                enter(program.next[cell.node], 0, cell.parent);
            }
        }
        Configuration after = conclude();
        if (only != null && readerCount == 1) {
            markText(after, program.next[only.node], 0, only.parent);
        }
        return after;
    }

    /// `after` is all that follows from one cell: if that is a text's repetition, it is nothing
    /// else.
    private void markText(Configuration after, int node, int count, @Nullable Cell parent) {
        int at = node;
        int runs = count;
        @Nullable Cell below = parent;
        while (program.kind[at] == Program.END && below != null) {
            at = below.node;
            runs = below.count;
            below = below.parent;
        }
        if (program.isText[at] && !after.isDead()) {
            int max = program.max[at];
            after.setTextPlace(new TextPlace(max == ProgramBuilder.UNBOUNDED ? max : max - runs));
        }
    }

    private void begin() {
        search++;
        found.clear();
        isEndFound = false;
        if (configurations.size() > CONFIGURATION_COUNT_MAX || cells.size() > CELL_COUNT_MAX) {
            configurations.clear();
            cells.clear();
            generation++;
        }
    }

    private Configuration conclude() {
        while (!pending.isEmpty()) {
            follow(pending.pop());
        }
        found.sort(Comparator.comparingLong(cell -> cell.id));
        return remember(found.toArray(Cell[]::new), isEndFound);
    }

    private Configuration remember(Cell[] tops, boolean isAccepting) {
        var fresh = new Configuration(tops, isAccepting, generation);
        Configuration same = configurations.putIfAbsent(fresh, fresh);
        return same == null ? fresh : same;
    }

    /// All that can be reached from a cell without reading.
    private void follow(Cell cell) {
        int node = cell.node;
        switch (program.kind[node]) {
            case Program.BYTES -> found.add(cell);
            case Program.END -> leave(cell.parent);
            case Program.SPLIT -> {
                for (int target : program.targets[node]) {
                    enter(target, 0, cell.parent);
                }
            }
            case Program.CALL -> {
                Cell frame = cell(program.next[node], 0, cell.parent);
                enter(program.inner[node], 0, frame);
            }
            case Program.REPEAT -> repeat(cell);
            default -> throw new IllegalStateException("kind " + program.kind[node]);
        }
    }

    private void leave(@Nullable Cell parent) {
        if (parent == null) {
            isEndFound = true;
        } else {
            enter(parent);
        }
    }

    private void repeat(Cell cell) {
        int node = cell.node;
        int max = program.max[node];
        if (cell.count < max) {
            Cell frame = cell(node, runs(node, cell.count + 1), cell.parent);
            enter(program.inner[node], 0, frame);
        }
        if (cell.count >= program.min[node]) {
            enter(program.next[node], 0, cell.parent);
        }
    }

    /// Without an upper bound, runs beyond the lower one need not be told apart. Never 0: that is a
    /// repetition which has not begun.
    private int runs(int node, int count) {
        return program.max[node] == ProgramBuilder.UNBOUNDED
                ? Math.min(count, Math.max(1, program.min[node]))
                : count;
    }

    private void enter(int node, int count, @Nullable Cell parent) {
        enter(cell(node, count, parent));
    }

    private void enter(Cell cell) {
        if (++work > WORK_MAX) {
            pending.clear();
            throw new AutomatonLimitException(WORK_MAX);
        }
        if (cell.mark != search) {
            cell.mark = search;
            boolean canEnd = cell.distance < Distances.INFINITE;
            if (canEnd && cell.depth + distances.heightOf(cell.node) <= DEPTH_MAX) {
                pending.push(cell);
            }
        }
    }

    private Cell cell(int node, int count, @Nullable Cell parent) {
        var content = new Cell.Content(node, count, parent == null ? -1 : parent.id);
        Cell same = cells.get(content);
        if (same != null) {
            return same;
        }
        int own = distances.of(node, count);
        Cell added =
                new Cell(
                        cellCount++,
                        node,
                        count,
                        parent,
                        parent == null ? own : Distances.sum(own, parent.distance),
                        parent == null ? 0 : depthAbove(parent));
        cells.put(content, added);
        return added;
    }

    /// A repetition's runs are no deeper than itself.
    private int depthAbove(Cell frame) {
        boolean isRun = program.kind[frame.node] == Program.REPEAT && frame.count > 0;
        return isRun ? frame.depth : frame.depth + 1;
    }
}
