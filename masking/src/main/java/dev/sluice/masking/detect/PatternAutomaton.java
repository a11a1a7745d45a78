package dev.sluice.masking.detect;

import dk.brics.automaton.Automaton;
import dk.brics.automaton.RegExp;
import dk.brics.automaton.State;
import dk.brics.automaton.Transition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One detector's language as a minimal deterministic automaton without dead states, with states
/// numbered from the initial one (0) in breadth-first order. Lives only while tables are compiled.
final class PatternAutomaton {

    /// No transition, or no such state.
    static final int NONE = -1;

    /// What patterns may use beyond plain regular expressions: `&` and `~`.
    private static final int OPERATORS = RegExp.INTERSECTION | RegExp.COMPLEMENT;

    private final Detector detector;
    private final List<State> states = new ArrayList<>();
    private final Map<State, Integer> numbers = new HashMap<>();
    private final CharacterSet notAfter;
    private final CharacterSet notBefore;

    PatternAutomaton(Detector detector) {
        this.detector = detector;
        this.notAfter = CharacterSet.of(detector.boundaries().notAfter());
        this.notBefore = CharacterSet.of(detector.boundaries().notBefore());
        number(compile(detector.shape()).getInitialState());
        if (isAccepting(0)) {
            throw new IllegalArgumentException(detector.name() + " matches the empty text");
        }
    }

    Detector detector() {
        return detector;
    }

    int stateCount() {
        return states.size();
    }

    boolean isAccepting(int state) {
        return states.get(state).isAccept();
    }

    int target(int state, char symbol) {
        State next = states.get(state).step(symbol);
        return next == null ? NONE : numbers.getOrDefault(next, NONE);
    }

    boolean mayStartAfter(char symbol) {
        return !notAfter.contains(symbol);
    }

    boolean mayEndBefore(char symbol) {
        return !notBefore.contains(symbol);
    }

    /// The state of every prefix that lies within the head, or {@link #NONE} without a head. That
    /// one state stands for all of them is what allows the scanner to move a start forward.
    int headState() {
        Detector.Head head = detector.shape().head();
        if (head == null) {
            return NONE;
        }
        int state = NONE;
        for (char symbol : CharacterSet.of(head.first()).members()) {
            state = sameState(state, target(0, symbol));
        }
        for (char symbol : CharacterSet.of(head.rest()).members()) {
            sameState(state, target(state, symbol));
        }
        return state;
    }

    /// Adds every symbol at which the behaviour of this detector may change.
    void addCutPoints(Set<Integer> cutPoints) {
        for (State state : states) {
            for (Transition transition : state.getTransitions()) {
                cutPoints.add((int) transition.getMin());
                cutPoints.add(transition.getMax() + 1);
            }
        }
        notAfter.addCutPoints(cutPoints);
        notBefore.addCutPoints(cutPoints);
    }

    private static Automaton compile(Detector.Shape shape) {
        Automaton language =
                Automaton.union(
                        shape.patterns().stream()
                                .map(pattern -> new RegExp(pattern, OPERATORS).toAutomaton())
                                .toList());
        Detector.Head head = shape.head();
        if (head != null) {
            String run = "[%s][%s]*".formatted(head.first(), head.rest());
            language = new RegExp(run, RegExp.NONE).toAutomaton().concatenate(language);
        }
        language.determinize();
        language.minimize();
        language.removeDeadTransitions();
        return language;
    }

    private void number(State initial) {
        add(initial);
        for (int next = 0; next < states.size(); next++) {
            for (Transition transition : states.get(next).getSortedTransitions(false)) {
                add(transition.getDest());
            }
        }
    }

    private void add(State state) {
        if (numbers.putIfAbsent(state, states.size()) == null) {
            states.add(state);
        }
    }

    private int sameState(int expected, int actual) {
        if (actual == NONE || (expected != NONE && expected != actual)) {
            throw new IllegalArgumentException(
                    detector.name() + ": the pattern must not begin with a character of its head");
        }
        return actual;
    }
}
