package dev.sluice.masking.detect;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Detectors as tables: all automata side by side, each over character classes of its own, behind
/// one alphabet. Immutable, shared by all scanners of a policy.
///
/// States are numbered through all detectors, so a state alone tells its detector. State 0 is the
/// dead one; states that reach no match do not exist, hence "has a transition" means "can still
/// become a match".
public final class CompiledDetectors {

    /// No match can follow.
    static final int DEAD = 0;

    /// Class of a code point that detectors do not see.
    static final short IGNORED = -1;

    /// A row of a table with more classes than this is stored as pairs if it has few of them: the
    /// names of places alone would take 17 MB otherwise.
    private static final int DENSE_CLASSES_MAX = 64;

    private static final int SPARSE_LENGTH_MAX = 12;

    // Of a state: it is a match; a match can follow; it is within its detector's head.
    private static final int ACCEPTING = 1;
    private static final int EXTENDABLE = 1 << 1;
    private static final int IN_HEAD = 1 << 2;
    // Of its detector.
    private static final int VALIDATED = 1 << 3;
    private static final int BOUNDED_RIGHT = 1 << 4;
    private static final int OPEN_ENDED = 1 << 5;

    private final Detector[] detectors;
    private final Alphabet alphabet;
    private final ContextAutomaton words;
    private final int classCount;
    // (detector, class) -> the detector's own class
    private final short[] ownClasses;
    // state -> where its row begins in transitions, or ~ of it in the sparse ones
    private final int[] rows;
    // (row, own class) -> state
    private final int[] transitions;
    // Per sparse row: how many, then pairs of (own class, state).
    private final int[] sparseTransitions;
    // state -> what it is: bits of the constants below
    private final byte[] traits;
    // state -> index of its detector
    private final short[] owners;
    // detector -> its initial state, and the state of its head or DEAD
    private final int[] initialStates;
    private final int[] headStates;
    // Per detector; zero without a head.
    private final int[] headLengths;
    // (detector, class) -> a match may end before such a character
    private final boolean[] mayEndBefore;
    // class -> symbol of the context words
    private final short[] contextSymbols;
    private final StartTable starts;
    // While tables are filled.
    private int denseEnd;
    private int sparseEnd;

    private CompiledDetectors(
            List<PatternAutomaton> automata, ToDoubleFunction<EntityType> thresholds) {
        this.detectors = automata.stream().map(PatternAutomaton::detector).toArray(Detector[]::new);
        this.words = new ContextAutomaton(contextWords());
        this.alphabet = new Alphabet(automata, words);
        this.classCount = alphabet.classCount();
        int stateCount =
                1
                        + automata.stream()
                                .mapToInt(automaton -> automaton.language().stateCount())
                                .sum();
        this.ownClasses = new short[automata.size() * classCount];
        this.rows = new int[stateCount];
        this.transitions = new int[denseSize(automata)];
        this.sparseTransitions = new int[sparseSize(automata)];
        this.traits = new byte[stateCount];
        this.owners = new short[stateCount];
        this.initialStates = new int[automata.size()];
        this.headStates = new int[automata.size()];
        this.headLengths =
                Arrays.stream(detectors).mapToInt(CompiledDetectors::headLengthOf).toArray();
        this.mayEndBefore = new boolean[automata.size() * classCount];
        this.contextSymbols = new short[classCount];
        for (int c = 0; c < classCount; c++) {
            contextSymbols[c] = (short) alphabet.contextSymbol(c);
        }
        int firstState = DEAD + 1;
        for (int d = 0; d < automata.size(); d++) {
            copy(d, automata.get(d), firstState);
            firstState += automata.get(d).language().stateCount();
        }
        this.starts = new StartTable(this, automata.toArray(PatternAutomaton[]::new), thresholds);
    }

    /// Compiles with the default threshold.
    public static CompiledDetectors compile(List<Detector> detectors) {
        return compile(detectors, _ -> Scoring.THRESHOLD_DEFAULT);
    }

    /// Compiles each pattern and lays the tables side by side. Costs milliseconds to a second;
    /// callers keep the result per set of detectors.
    ///
    /// @param thresholds the score from which on a match of a type is one
    public static CompiledDetectors compile(
            List<Detector> detectors, ToDoubleFunction<EntityType> thresholds) {
        return new CompiledDetectors(
                detectors.stream().map(PatternAutomaton::new).toList(), thresholds);
    }

    /// Whether nothing is looked for.
    public boolean isEmpty() {
        return detectors.length == 0;
    }

    /// The class of a code point of the original text, or {@link #IGNORED}.
    int classOf(int codePoint) {
        return alphabet.classOf(codePoint);
    }

    int classCount() {
        return classCount;
    }

    boolean mayStartAfter(int detector, int symbolClass) {
        return alphabet.mayStartAfter(detector, symbolClass);
    }

    ContextAutomaton words() {
        return words;
    }

    int contextSymbolOf(int symbolClass) {
        return contextSymbols[symbolClass];
    }

    StartTable starts() {
        return starts;
    }

    int next(int state, int symbolClass) {
        int ownClass = ownClasses[owners[state] * classCount + symbolClass];
        int row = rows[state];
        return row >= 0 ? transitions[row + ownClass] : sparseNext(~row, ownClass);
    }

    private int sparseNext(int row, int ownClass) {
        int end = row + 1 + 2 * sparseTransitions[row];
        for (int i = row + 1; i < end; i += 2) {
            if (sparseTransitions[i] == ownClass) {
                return sparseTransitions[i + 1];
            }
        }
        return DEAD;
    }

    boolean isAccepting(int state) {
        return (traits[state] & ACCEPTING) != 0;
    }

    boolean isExtendable(int state) {
        return (traits[state] & EXTENDABLE) != 0;
    }

    /// Whether a validator looks at matches of the state's detector.
    boolean isValidated(int state) {
        return (traits[state] & VALIDATED) != 0;
    }

    /// Whether a match of the state's detector awaits the character behind it.
    boolean isBoundedRight(int state) {
        return (traits[state] & BOUNDED_RIGHT) != 0;
    }

    boolean isOpenEnded(int state) {
        return (traits[state] & OPEN_ENDED) != 0;
    }

    Detector detectorOf(int state) {
        return detectors[owners[state]];
    }

    int stateCount() {
        return rows.length;
    }

    int detectorCount() {
        return detectors.length;
    }

    /// The number of the state's detector.
    int ownerOf(int state) {
        return owners[state];
    }

    int initialStateOf(int detector) {
        return initialStates[detector];
    }

    int ownClassOf(int detector, int symbolClass) {
        return ownClasses[detector * classCount + symbolClass];
    }

    boolean hasHead(int detector) {
        return headStates[detector] != DEAD;
    }

    boolean mayEndBefore(int state, int symbolClass) {
        return mayEndBefore[owners[state] * classCount + symbolClass];
    }

    /// Whether the state stands for any prefix within its detector's head.
    boolean isHead(int state) {
        return (traits[state] & IN_HEAD) != 0;
    }

    /// The most characters of the head of the state's detector.
    int headLengthMax(int state) {
        return headLengths[owners[state]];
    }

    /// Whether the state's detector can begin a match with such a character.
    boolean canStartWith(int state, int symbolClass) {
        return symbolClass != IGNORED && next(initialStates[owners[state]], symbolClass) != DEAD;
    }

    private static int headLengthOf(Detector detector) {
        Detector.Head head = detector.shape().head();
        return head == null ? 0 : head.lengthMax();
    }

    private Set<ContextWords> contextWords() {
        return Arrays.stream(detectors)
                .map(Detector::scoring)
                .flatMap(scoring -> Stream.of(scoring.supporting(), scoring.opposing()))
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static boolean isSparse(PatternLanguage language, int state) {
        return language.classCount() > DENSE_CLASSES_MAX
                && language.row(state).classes().length <= SPARSE_LENGTH_MAX;
    }

    private static int denseSize(List<PatternAutomaton> automata) {
        return automata.stream()
                .map(PatternAutomaton::language)
                .mapToInt(language ->
                        language.classCount()
                                * (int)
                                        IntStream.range(0, language.stateCount())
                                                .filter(state -> !isSparse(language, state))
                                                .count())
                .sum();
    }

    private static int sparseSize(List<PatternAutomaton> automata) {
        return automata.stream()
                .map(PatternAutomaton::language)
                .mapToInt(language ->
                        IntStream.range(0, language.stateCount())
                                .filter(state -> isSparse(language, state))
                                .map(state -> 1 + 2 * language.row(state).classes().length)
                                .sum())
                .sum();
    }

    private void copy(int detector, PatternAutomaton automaton, int firstState) {
        PatternLanguage language = automaton.language();
        initialStates[detector] = firstState;
        int head = automaton.headState();
        headStates[detector] = head == PatternAutomaton.NONE ? DEAD : firstState + head;
        Arrays.fill(owners, firstState, firstState + language.stateCount(), (short) detector);
        for (int c = 0; c < classCount; c++) {
            ownClasses[detector * classCount + c] = (short) alphabet.ownClass(detector, c);
            mayEndBefore[detector * classCount + c] = alphabet.mayEndBefore(detector, c);
        }
        int ofDetector = traitsOf(automaton.detector());
        for (int s = 0; s < language.stateCount(); s++) {
            int trait = ofDetector;
            trait |= language.isAccepting(s) ? ACCEPTING : 0;
            trait |= language.row(s).classes().length > 0 ? EXTENDABLE : 0;
            trait |= s == head ? IN_HEAD : 0;
            traits[firstState + s] = (byte) trait;
            if (isSparse(language, s)) {
                copySparse(language.row(s), s, firstState);
            } else {
                copyDense(language, s, firstState);
            }
        }
    }

    private static int traitsOf(Detector detector) {
        return (detector.hasValidator() ? VALIDATED : 0)
                | (detector.hasRightBoundary() ? BOUNDED_RIGHT : 0)
                | (detector.shape().openEnded() ? OPEN_ENDED : 0);
    }

    private void copyDense(PatternLanguage language, int state, int firstState) {
        PatternLanguage.Row row = language.row(state);
        rows[firstState + state] = denseEnd;
        for (int i = 0; i < row.classes().length; i++) {
            transitions[denseEnd + row.classes()[i]] = firstState + row.targets()[i];
        }
        denseEnd += language.classCount();
    }

    private void copySparse(PatternLanguage.Row row, int state, int firstState) {
        rows[firstState + state] = ~sparseEnd;
        sparseTransitions[sparseEnd++] = row.classes().length;
        for (int i = 0; i < row.classes().length; i++) {
            sparseTransitions[sparseEnd++] = row.classes()[i];
            sparseTransitions[sparseEnd++] = firstState + row.targets()[i];
        }
    }
}
