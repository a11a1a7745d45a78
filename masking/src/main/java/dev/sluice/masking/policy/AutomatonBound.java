package dev.sluice.masking.policy;

import dk.brics.automaton.Automaton;
import dk.brics.automaton.RegExp;
import dk.brics.automaton.State;
import dk.brics.automaton.Transition;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/// Walks the sets of states that a deterministic automaton would have, and stops where there are
/// too many: `(a|b)*a(a|b){20}` is short, but has a million of them. What passes here compiles in
/// bounded time and memory.
final class AutomatonBound {
    private static final int STATES_MAX = 4_000;

    /// Transitions looked at; keeps the time below about a second.
    private static final long WORK_MAX = 20_000_000;

    private long work;

    private AutomatonBound() {}

    /// Throws where the pattern, in the library's syntax, is too large or matches nothing at all.
    static void check(String translated) throws RefusedPatternException {
        Automaton language = new RegExp(translated, RegExp.NONE).toAutomaton(false);
        language.expandSingleton();
        Set<State> initial = Set.of(language.getInitialState());
        if (isAccepting(initial)) {
            throw new RefusedPatternException("it matches the empty text");
        }
        new AutomatonBound().walk(initial);
    }

    private void walk(Set<State> initial) throws RefusedPatternException {
        Set<Set<State>> known = new HashSet<>(Set.of(initial));
        Deque<Set<State>> open = new ArrayDeque<>(known);
        while (!open.isEmpty()) {
            for (Set<State> next : successors(open.remove())) {
                if (known.add(next)) {
                    open.add(next);
                }
            }
            if (known.size() > STATES_MAX || work > WORK_MAX) {
                throw new RefusedPatternException(
                        "it needs more than %d states; use fewer or narrower repetitions"
                                .formatted(STATES_MAX));
            }
        }
    }

    private static boolean isAccepting(Set<State> states) {
        return states.stream().anyMatch(State::isAccept);
    }

    /// The sets reached by one character: the same between two neighbouring ends of ranges.
    private Set<Set<State>> successors(Set<State> states) {
        TreeSet<Integer> starts = new TreeSet<>();
        for (State state : states) {
            for (Transition transition : state.getTransitions()) {
                starts.add((int) transition.getMin());
                starts.add(transition.getMax() + 1);
            }
        }
        Set<Set<State>> successors = new HashSet<>();
        for (int symbol : starts) {
            Set<State> reached = reached(states, symbol);
            if (!reached.isEmpty()) {
                successors.add(reached);
            }
        }
        return successors;
    }

    private Set<State> reached(Set<State> states, int symbol) {
        Set<State> reached = new HashSet<>();
        for (State state : states) {
            work += state.getTransitions().size();
            for (Transition transition : state.getTransitions()) {
                if (symbol >= transition.getMin() && symbol <= transition.getMax()) {
                    reached.add(transition.getDest());
                }
            }
        }
        return reached;
    }
}
