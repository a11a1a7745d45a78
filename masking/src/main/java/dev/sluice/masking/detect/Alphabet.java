package dev.sluice.masking.detect;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Groups all characters into classes that no detector tells apart, and reads a code point as its
/// class with one table look-up. {@link Folding} is built into the table.
final class Alphabet {

    private static final int SYMBOL_COUNT = Character.MAX_VALUE + 1;

    /// Stands for everything outside the basic plane that folding leaves there. A noncharacter, so
    /// that no pattern names it, and negated classes contain it.
    private static final char OUTSIDE = '\uFFFF';

    // code unit, not folded -> class or CompiledDetectors.IGNORED
    private final short[] classes = new short[SYMBOL_COUNT];
    // class -> one of its symbols
    private final List<Character> representatives = new ArrayList<>();

    Alphabet(List<PatternAutomaton> automata) {
        short[] classOfSymbol = classOfSymbol(automata);
        for (int symbol = 0; symbol < SYMBOL_COUNT; symbol++) {
            int folded = Folding.fold(symbol);
            classes[symbol] =
                    folded == Folding.IGNORED ? CompiledDetectors.IGNORED : classOfSymbol[folded];
        }
    }

    int classCount() {
        return representatives.size();
    }

    char representative(int symbolClass) {
        return representatives.get(symbolClass);
    }

    int classOf(int codePoint) {
        if (codePoint < SYMBOL_COUNT) {
            return classes[codePoint];
        }
        int folded = Folding.fold(codePoint);
        if (folded == Folding.IGNORED) {
            return CompiledDetectors.IGNORED;
        }
        return classes[folded < SYMBOL_COUNT ? folded : OUTSIDE];
    }

    private short[] classOfSymbol(List<PatternAutomaton> automata) {
        TreeSet<Integer> cutPoints = new TreeSet<>(List.of(0, SYMBOL_COUNT));
        automata.forEach(automaton -> automaton.addCutPoints(cutPoints));
        short[] classOfSymbol = new short[SYMBOL_COUNT];
        Map<IntBuffer, Short> known = new HashMap<>();
        int from = cutPoints.removeFirst();
        for (int to : cutPoints) {
            char symbol = (char) from;
            short symbolClass =
                    known.computeIfAbsent(behaviour(automata, symbol), _ -> addClass(symbol));
            Arrays.fill(classOfSymbol, from, to, symbolClass);
            from = to;
        }
        return classOfSymbol;
    }

    private short addClass(char representative) {
        representatives.add(representative);
        return (short) (representatives.size() - 1);
    }

    /// Everything any detector does on a symbol; equal behaviour, equal class.
    private static IntBuffer behaviour(List<PatternAutomaton> automata, char symbol) {
        int length = automata.stream().mapToInt(automaton -> automaton.stateCount() + 1).sum();
        IntBuffer behaviour = IntBuffer.allocate(length);
        for (PatternAutomaton automaton : automata) {
            for (int state = 0; state < automaton.stateCount(); state++) {
                behaviour.put(automaton.target(state, symbol));
            }
            int afterBit = automaton.mayStartAfter(symbol) ? 2 : 0;
            behaviour.put(afterBit + (automaton.mayEndBefore(symbol) ? 1 : 0));
        }
        return behaviour.flip();
    }
}
