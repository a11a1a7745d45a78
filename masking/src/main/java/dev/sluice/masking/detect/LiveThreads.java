package dev.sluice.masking.detect;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The threads of one scanner: (state, where its match would begin, in which context that was,
/// whether it is a match that awaits the character behind it, its open candidate). Parallel arrays,
/// because they are walked for every character. Owned by the scanner.
final class LiveThreads {

    private static final int CAPACITY_INITIAL = 8;

    private int count;
    private int[] states = new int[CAPACITY_INITIAL];
    private long[] starts = new long[CAPACITY_INITIAL];
    private int[] contexts = new int[CAPACITY_INITIAL];
    private Awaiting[] awaiting = new Awaiting[CAPACITY_INITIAL];
    private @Nullable Candidate[] open = new @Nullable Candidate[CAPACITY_INITIAL];

    /// Whether a thread is a complete match that only the next character can confirm.
    enum Awaiting {
        NOTHING,
        CONFIRMATION,
        /// As before, of a value that the policy allows.
        CONFIRMATION_OF_ALLOWED,
        /// The validator has not looked at it: that is soon enough when the next character would
        /// confirm it, or somebody asks what is held. Most are refuted by their next character.
        JUDGEMENT
    }

    int count() {
        return count;
    }

    int state(int thread) {
        return states[thread];
    }

    long start(int thread) {
        return starts[thread];
    }

    int context(int thread) {
        return contexts[thread];
    }

    Awaiting awaiting(int thread) {
        return awaiting[thread];
    }

    void await(int thread, Awaiting confirmation) {
        awaiting[thread] = confirmation;
    }

    @Nullable Candidate open(int thread) {
        return open[thread];
    }

    /// Keeps the first `count` threads.
    void truncate(int count) {
        this.count = count;
    }

    void add(
            int state,
            long start,
            int context,
            Awaiting confirmation,
            @Nullable Candidate openCandidate) {
        if (count == states.length) {
            grow();
        }
        states[count] = state;
        starts[count] = start;
        contexts[count] = context;
        awaiting[count] = confirmation;
        open[count++] = openCandidate;
    }

    /// Whether one in this state began no later.
    boolean hasState(int state, long start) {
        for (int i = 0; i < count; i++) {
            if (states[i] == state && starts[i] <= start) {
                return true;
            }
        }
        return false;
    }

    private void grow() {
        int capacity = 2 * count;
        states = Arrays.copyOf(states, capacity);
        starts = Arrays.copyOf(starts, capacity);
        contexts = Arrays.copyOf(contexts, capacity);
        awaiting = Arrays.copyOf(awaiting, capacity);
        open = Arrays.copyOf(open, capacity);
    }
}
