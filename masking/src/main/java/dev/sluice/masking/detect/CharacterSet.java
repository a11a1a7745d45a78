package dev.sluice.masking.detect;

import dk.brics.automaton.RegExp;
import dk.brics.automaton.State;
import dk.brics.automaton.Transition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The characters of a character class such as `A-Z0-9`, read by the same parser as patterns.
final class CharacterSet {

    private final State state;

    private CharacterSet(State state) {
        this.state = state;
    }

    /// @param inside what would stand between `[` and `]`; empty for no character at all
    static CharacterSet of(String inside) {
        if (inside.isEmpty()) {
            return new CharacterSet(new State());
        }
        RegExp expression = new RegExp("[" + inside + "]", RegExp.NONE);
        return new CharacterSet(expression.toAutomaton().getInitialState());
    }

    boolean contains(char symbol) {
        return state.step(symbol) != null;
    }

    List<Character> members() {
        List<Character> members = new ArrayList<>();
        for (Transition transition : state.getTransitions()) {
            for (int symbol = transition.getMin(); symbol <= transition.getMax(); symbol++) {
                members.add((char) symbol);
            }
        }
        return members;
    }

    void addCutPoints(Set<Integer> cutPoints) {
        for (Transition transition : state.getTransitions()) {
            cutPoints.add((int) transition.getMin());
            cutPoints.add(transition.getMax() + 1);
        }
    }
}
