package dev.sluice.masking.detect;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Groups all characters into classes that no detector and no context word tells apart, and reads a
/// code point as its class with one table look-up. {@link Folding} is built into the table.
///
/// Built by laying all cut points of all detectors over each other: each interval in between has a
/// vector of what every detector makes of it, and equal vectors are one class.
final class Alphabet {

    private static final int SYMBOL_COUNT = Character.MAX_VALUE + 1;

    /// Stands for everything outside the basic plane that folding leaves there. A noncharacter, so
    /// that no pattern names it, and negated classes contain it.
    private static final char OUTSIDE = '\uFFFF';

    // Code unit → symbol, or Folding.IGNORED.
    private static final int[] FOLDED = folded();

    // code unit, not folded -> class or CompiledDetectors.IGNORED
    private final short[] classes = new short[SYMBOL_COUNT];
    private final int[] cutPoints;
    // Vectors of all intervals: per detector its class, and two bits for its boundaries.
    private final int[][] behaviours;
    // class -> one of its intervals
    private int[] intervals = new int[0];

    Alphabet(List<PatternAutomaton> automata, ContextAutomaton words) {
        this.cutPoints = cutPoints(automata, words);
        this.behaviours = new int[automata.size() + 1][];
        for (int d = 0; d < automata.size(); d++) {
            behaviours[d] = behaviour(automata.get(d));
        }
        behaviours[automata.size()] =
                Arrays.stream(cutPoints).map(symbol -> words.symbolOf((char) symbol)).toArray();
        short[] classOfSymbol = classOfSymbol();
        for (int symbol = 0; symbol < SYMBOL_COUNT; symbol++) {
            int folded = FOLDED[symbol];
            classes[symbol] =
                    folded == Folding.IGNORED ? CompiledDetectors.IGNORED : classOfSymbol[folded];
        }
    }

    int classCount() {
        return intervals.length;
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

    /// The detector's own class of a class of characters.
    int ownClass(int detector, int symbolClass) {
        return behaviours[detector][intervals[symbolClass]] >> 2;
    }

    boolean mayStartAfter(int detector, int symbolClass) {
        return (behaviours[detector][intervals[symbolClass]] & 2) == 0;
    }

    boolean mayEndBefore(int detector, int symbolClass) {
        return (behaviours[detector][intervals[symbolClass]] & 1) == 0;
    }

    int contextSymbol(int symbolClass) {
        return behaviours[behaviours.length - 1][intervals[symbolClass]];
    }

    private static int[] cutPoints(List<PatternAutomaton> automata, ContextAutomaton words) {
        BitSet cuts = new BitSet(SYMBOL_COUNT);
        cuts.set(0);
        for (PatternAutomaton automaton : automata) {
            Arrays.stream(automaton.language().cutPoints()).forEach(cuts::set);
            Arrays.stream(automaton.notAfter().changes()).forEach(cuts::set);
            Arrays.stream(automaton.notBefore().changes()).forEach(cuts::set);
        }
        words.addCutPoints(cuts);
        cuts.clear(SYMBOL_COUNT);
        return cuts.stream().toArray();
    }

    /// Walks along all intervals and the three lists of changes of one detector.
    private int[] behaviour(PatternAutomaton automaton) {
        PatternLanguage language = automaton.language();
        int[] own = language.cutPoints();
        int[] after = automaton.notAfter().changes();
        int[] before = automaton.notBefore().changes();
        int[] behaviour = new int[cutPoints.length];
        int o = 0;
        int a = 0;
        int b = 0;
        for (int i = 0; i < cutPoints.length; i++) {
            while (o + 1 < own.length && own[o + 1] <= cutPoints[i]) {
                o++;
            }
            while (a < after.length && after[a] <= cutPoints[i]) {
                a++;
            }
            while (b < before.length && before[b] <= cutPoints[i]) {
                b++;
            }
            behaviour[i] = language.classOfInterval(o) << 2 | (a & 1) << 1 | (b & 1);
        }
        return behaviour;
    }

    private short[] classOfSymbol() {
        short[] classOfSymbol = new short[SYMBOL_COUNT];
        Map<Integer, List<Integer>> byHash = new HashMap<>();
        int[] found = new int[cutPoints.length];
        int count = 0;
        for (int i = 0; i < cutPoints.length; i++) {
            List<Integer> alike = byHash.computeIfAbsent(hash(i), _ -> new ArrayList<>());
            int symbolClass = classLike(i, alike, found);
            if (symbolClass < 0) {
                symbolClass = count++;
                found[symbolClass] = i;
                alike.add(symbolClass);
            }
            int end = i + 1 < cutPoints.length ? cutPoints[i + 1] : SYMBOL_COUNT;
            Arrays.fill(classOfSymbol, cutPoints[i], end, (short) symbolClass);
        }
        intervals = Arrays.copyOf(found, count);
        return classOfSymbol;
    }

    private int classLike(int interval, List<Integer> candidates, int[] intervalOfClass) {
        for (int candidate : candidates) {
            if (isAlike(interval, intervalOfClass[candidate])) {
                return candidate;
            }
        }
        return -1;
    }

    private boolean isAlike(int interval, int other) {
        for (int[] behaviour : behaviours) {
            if (behaviour[interval] != behaviour[other]) {
                return false;
            }
        }
        return true;
    }

    private int hash(int interval) {
        int hash = 0;
        for (int[] behaviour : behaviours) {
            hash = 31 * hash + behaviour[interval];
        }
        return hash;
    }

    private static int[] folded() {
        int[] folded = new int[SYMBOL_COUNT];
        Arrays.setAll(folded, Folding::fold);
        return folded;
    }
}
