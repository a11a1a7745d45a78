package dev.sluice.masking.detect;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Detectors as tables: all automata side by side in one transition table over one alphabet of
/// character classes. Immutable, shared by all scanners of a policy.
///
/// States are numbered through all detectors, so a state alone tells its detector. State 0 is the
/// dead one; states that reach no match do not exist, hence "has a transition" means "can still
/// become a match".
public final class CompiledDetectors {

    /// No match can follow.
    static final int DEAD = 0;

    /// Class of a code point that detectors do not see.
    static final short IGNORED = -1;

    private final List<Detector> detectors;
    private final Alphabet alphabet;
    private final int classCount;
    // (state, class) -> state
    private final int[] transitions;
    private final boolean[] accepting;
    private final boolean[] extendable;
    // state -> index of its detector
    private final short[] owners;
    // detector -> its initial state, and the state of its head or DEAD
    private final int[] initialStates;
    private final int[] headStates;
    // (detector, class) -> a match may end before such a character
    private final boolean[] mayEndBefore;
    // (class before, class) -> the states that are entered; the last row is the start of the text
    private final int[][] starts;

    private CompiledDetectors(List<PatternAutomaton> automata) {
        this.detectors = automata.stream().map(PatternAutomaton::detector).toList();
        this.alphabet = new Alphabet(automata);
        this.classCount = alphabet.classCount();
        int stateCount = 1 + automata.stream().mapToInt(PatternAutomaton::stateCount).sum();
        this.transitions = new int[stateCount * classCount];
        this.accepting = new boolean[stateCount];
        this.extendable = new boolean[stateCount];
        this.owners = new short[stateCount];
        this.initialStates = new int[automata.size()];
        this.headStates = new int[automata.size()];
        this.mayEndBefore = new boolean[automata.size() * classCount];
        this.starts = new int[(classCount + 1) * classCount][];
        int firstState = DEAD + 1;
        for (int d = 0; d < automata.size(); d++) {
            copy(d, automata.get(d), firstState);
            firstState += automata.get(d).stateCount();
        }
        fillStarts(automata);
    }

    /// Compiles each pattern and lays the tables side by side. Costs milliseconds to a second;
    /// callers keep the result per set of detectors.
    public static CompiledDetectors compile(List<Detector> detectors) {
        return new CompiledDetectors(detectors.stream().map(PatternAutomaton::new).toList());
    }

    /// The class of a code point of the original text, or {@link #IGNORED}.
    int classOf(int codePoint) {
        return alphabet.classOf(codePoint);
    }

    /// The class that stands for "nothing before".
    int textStart() {
        return classCount;
    }

    /// The states entered when a character of `symbolClass` follows one of `previousClass`, one per
    /// detector that may start there. Not to be changed by the caller.
    int[] starts(int previousClass, int symbolClass) {
        return starts[previousClass * classCount + symbolClass];
    }

    int next(int state, int symbolClass) {
        return transitions[state * classCount + symbolClass];
    }

    boolean isAccepting(int state) {
        return accepting[state];
    }

    boolean isExtendable(int state) {
        return extendable[state];
    }

    Detector detectorOf(int state) {
        return detectors.get(owners[state]);
    }

    boolean mayEndBefore(int state, int symbolClass) {
        return mayEndBefore[owners[state] * classCount + symbolClass];
    }

    /// Whether the state stands for any prefix within its detector's head.
    boolean isHead(int state) {
        return headStates[owners[state]] == state;
    }

    /// Whether the state's detector can begin a match with such a character.
    boolean canStartWith(int state, int symbolClass) {
        return symbolClass != IGNORED && next(initialStates[owners[state]], symbolClass) != DEAD;
    }

    private void copy(int detector, PatternAutomaton automaton, int firstState) {
        initialStates[detector] = firstState;
        int head = automaton.headState();
        headStates[detector] = head == PatternAutomaton.NONE ? DEAD : firstState + head;
        Arrays.fill(owners, firstState, firstState + automaton.stateCount(), (short) detector);
        for (int c = 0; c < classCount; c++) {
            char symbol = alphabet.representative(c);
            mayEndBefore[detector * classCount + c] = automaton.mayEndBefore(symbol);
        }
        for (int s = 0; s < automaton.stateCount(); s++) {
            copyState(automaton, s, firstState);
        }
    }

    private void copyState(PatternAutomaton automaton, int automatonState, int firstState) {
        int state = firstState + automatonState;
        accepting[state] = automaton.isAccepting(automatonState);
        for (int c = 0; c < classCount; c++) {
            int target = automaton.target(automatonState, alphabet.representative(c));
            if (target != PatternAutomaton.NONE) {
                transitions[state * classCount + c] = firstState + target;
                extendable[state] = true;
            }
        }
    }

    private void fillStarts(List<PatternAutomaton> automata) {
        for (int c = 0; c < classCount; c++) {
            for (int p = 0; p < classCount; p++) {
                char previous = alphabet.representative(p);
                starts[p * classCount + c] =
                        entered(automata, c, automaton -> automaton.mayStartAfter(previous));
            }
            starts[textStart() * classCount + c] = entered(automata, c, _ -> true);
        }
    }

    private int[] entered(
            List<PatternAutomaton> automata,
            int symbolClass,
            Predicate<PatternAutomaton> mayStart) {
        return IntStream.range(0, automata.size())
                .filter(d -> mayStart.test(automata.get(d)))
                .map(d -> next(initialStates[d], symbolClass))
                .filter(state -> state != DEAD)
                .toArray();
    }
}
