package dev.sluice.masking.detect;

import dk.brics.automaton.RegExp;
import dk.brics.automaton.Transition;
import java.util.ArrayList;
import java.util.List;

/// The characters of a character class such as `A-Z0-9`, read by the same parser as patterns.
final class CharacterSet {

    private static final CharacterSet EMPTY = new CharacterSet(new int[0]);

    // Inside, outside, inside, …: where membership changes, ascending.
    private final int[] changes;

    private CharacterSet(int[] changes) {
        this.changes = changes;
    }

    /// @param inside what would stand between `[` and `]`; empty for no character at all
    static CharacterSet of(String inside) {
        if (inside.isEmpty()) {
            return EMPTY;
        }
        RegExp expression = new RegExp("[" + inside + "]", RegExp.NONE);
        List<Integer> changes = new ArrayList<>();
        for (Transition transition :
                expression.toAutomaton().getInitialState().getSortedTransitions(false)) {
            if (!changes.isEmpty() && changes.getLast() == transition.getMin()) {
                changes.removeLast();
            } else {
                changes.add((int) transition.getMin());
            }
            changes.add(transition.getMax() + 1);
        }
        return new CharacterSet(changes.stream().mapToInt(Integer::intValue).toArray());
    }

    /// The first symbols of runs, alternately of characters that are members and that are not.
    int[] changes() {
        return changes;
    }

    List<Character> members() {
        List<Character> members = new ArrayList<>();
        for (int i = 0; i + 1 < changes.length; i += 2) {
            for (int symbol = changes[i]; symbol < changes[i + 1]; symbol++) {
                members.add((char) symbol);
            }
        }
        return members;
    }
}
