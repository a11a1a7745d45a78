package dev.sluice.masking.detect;

import dk.brics.automaton.Automaton;
import dk.brics.automaton.RegExp;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What a detector's shape matches, as a minimal automaton over character classes of its own: those
/// sets of characters that it does not tell apart. State 0 is the initial one; there are no dead
/// states.
final class PatternLanguage {

    /// No transition.
    static final int NONE = -1;

    /// What patterns may use beyond plain regular expressions: `&`, `~`, and `<place>`.
    private static final int OPERATORS = RegExp.INTERSECTION | RegExp.COMPLEMENT | RegExp.AUTOMATON;

    /// Where a state's matches go on: ascending classes, and the state behind each. Characters,
    /// because they are numbers below 65,536 that are read from the file as a whole.
    static final class Row {
        private final char[] classes;
        private final char[] targets;

        Row(char[] classes, char[] targets) {
            this.classes = classes;
            this.targets = targets;
        }

        char[] classes() {
            return classes;
        }

        char[] targets() {
            return targets;
        }

        int target(int symbolClass) {
            int found = Arrays.binarySearch(classes, (char) symbolClass);
            return found < 0 ? NONE : targets[found];
        }
    }

    // Interval i begins at symbol cutPoints[i]; all symbols of an interval are of one class.
    private final int[] cutPoints;
    private final int[] classOfInterval;
    private final int classCount;
    private final BitSet accepting;
    private final List<Row> rows;

    private PatternLanguage(
            int[] cutPoints, int[] classOfInterval, BitSet accepting, List<Row> rows) {
        this.cutPoints = cutPoints;
        this.classOfInterval = classOfInterval;
        this.classCount = Arrays.stream(classOfInterval).max().orElse(0) + 1;
        this.accepting = accepting;
        this.rows = rows;
    }

    /// From the expressions, whatever it takes.
    static PatternLanguage compile(Detector.Shape shape) {
        Automaton language =
                Automaton.union(
                        shape.patterns().stream()
                                .map(pattern ->
                                        new RegExp(pattern, OPERATORS)
                                                .toAutomaton(Places::named, false))
                                .toList());
        Detector.Head head = shape.head();
        if (head != null) {
            String run = "[%s][%s]*".formatted(head.first(), head.rest());
            language = new RegExp(run, RegExp.NONE).toAutomaton().concatenate(language);
        }
        return of(MinimalAutomaton.of(language));
    }

    int stateCount() {
        return rows.size();
    }

    int classCount() {
        return classCount;
    }

    boolean isAccepting(int state) {
        return accepting.get(state);
    }

    Row row(int state) {
        return rows.get(state);
    }

    int classOf(int symbol) {
        int found = Arrays.binarySearch(cutPoints, symbol);
        return classOfInterval[found >= 0 ? found : -found - 2];
    }

    int[] cutPoints() {
        return cutPoints;
    }

    int classOfInterval(int interval) {
        return classOfInterval[interval];
    }

    static PatternLanguage read(ByteBuffer input) {
        int[] cutPoints = numbers(readAll(input));
        int[] classes = numbers(readAll(input));
        int stateCount = input.getInt();
        BitSet accepting = new BitSet(stateCount);
        List<Row> rows = new ArrayList<>(stateCount);
        for (int state = 0; state < stateCount; state++) {
            accepting.set(state, input.get() != 0);
            rows.add(new Row(readAll(input), readAll(input)));
        }
        return new PatternLanguage(cutPoints, classes, accepting, rows);
    }

    void write(DataOutput output) throws IOException {
        writeAll(characters(cutPoints), output);
        writeAll(characters(classOfInterval), output);
        output.writeInt(stateCount());
        for (int state = 0; state < stateCount(); state++) {
            output.writeBoolean(isAccepting(state));
            writeAll(row(state).classes(), output);
            writeAll(row(state).targets(), output);
        }
    }

    private static void writeAll(char[] numbers, DataOutput output) throws IOException {
        output.writeShort(numbers.length);
        for (char number : numbers) {
            output.writeShort(number);
        }
    }

    private static char[] readAll(ByteBuffer input) {
        char[] numbers = new char[input.getChar()];
        input.asCharBuffer().get(numbers);
        input.position(input.position() + Character.BYTES * numbers.length);
        return numbers;
    }

    private static int[] numbers(char[] characters) {
        int[] numbers = new int[characters.length];
        Arrays.setAll(numbers, i -> characters[i]);
        return numbers;
    }

    private static char[] characters(int[] numbers) {
        char[] characters = new char[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            characters[i] = (char) numbers[i];
        }
        return characters;
    }

    private static PatternLanguage of(MinimalAutomaton automaton) {
        if (automaton.stateCount() > Character.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "a pattern has %d states, allowed are %d"
                            .formatted(automaton.stateCount(), (int) Character.MAX_VALUE));
        }
        int[] cutPoints = cutPoints(automaton);
        List<IntBuffer> columns = columns(automaton, cutPoints);
        Map<IntBuffer, Integer> classes = new HashMap<>();
        int[] classOfInterval = new int[cutPoints.length];
        int[] intervalOfClass = new int[cutPoints.length];
        for (int i = 0; i < cutPoints.length; i++) {
            Integer known = classes.get(columns.get(i));
            if (known == null) {
                known = classes.size();
                classes.put(columns.get(i), known);
                intervalOfClass[known] = i;
            }
            classOfInterval[i] = known;
        }
        List<List<int[]>> pairs = new ArrayList<>();
        BitSet accepting = new BitSet();
        for (int state = 0; state < automaton.stateCount(); state++) {
            pairs.add(new ArrayList<>());
            accepting.set(state, automaton.isAccepting(state));
        }
        for (int c = 0; c < classes.size(); c++) {
            IntBuffer column = columns.get(intervalOfClass[c]);
            for (int i = 0; i < column.limit(); i += 2) {
                pairs.get(column.get(i)).add(new int[] {c, column.get(i + 1)});
            }
        }
        List<Row> rows = pairs.stream().map(PatternLanguage::row).toList();
        return new PatternLanguage(cutPoints, classOfInterval, accepting, rows);
    }

    private static Row row(List<int[]> pairs) {
        return new Row(
                characters(pairs.stream().mapToInt(pair -> pair[0]).toArray()),
                characters(pairs.stream().mapToInt(pair -> pair[1]).toArray()));
    }

    private static int[] cutPoints(MinimalAutomaton automaton) {
        TreeSet<Integer> found = new TreeSet<>(Set.of(0));
        for (int state = 0; state < automaton.stateCount(); state++) {
            for (MinimalAutomaton.Edge edge : automaton.edges(state)) {
                found.add((int) edge.min());
                found.add(edge.max() + 1);
            }
        }
        found.remove(Character.MAX_VALUE + 1);
        return found.stream().mapToInt(Integer::intValue).toArray();
    }

    /// Per interval, which state goes where: (state, target) one after the other.
    private static List<IntBuffer> columns(MinimalAutomaton automaton, int[] cutPoints) {
        List<IntBuffer> columns = new ArrayList<>();
        Arrays.stream(cutPoints).forEach(_ -> columns.add(IntBuffer.allocate(2)));
        for (int state = 0; state < automaton.stateCount(); state++) {
            for (MinimalAutomaton.Edge edge : automaton.edges(state)) {
                int interval = Arrays.binarySearch(cutPoints, edge.min());
                while (interval < cutPoints.length && cutPoints[interval] <= edge.max()) {
                    columns.set(interval, with(columns.get(interval), state, edge.target()));
                    interval++;
                }
            }
        }
        columns.forEach(IntBuffer::flip);
        return columns;
    }

    private static IntBuffer with(IntBuffer column, int state, int target) {
        IntBuffer room =
                column.remaining() >= 2
                        ? column
                        : IntBuffer.allocate(2 * column.capacity()).put(column.flip());
        return room.put(state).put(target);
    }
}
