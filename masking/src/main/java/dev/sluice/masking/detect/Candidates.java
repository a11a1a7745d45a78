package dev.sluice.masking.detect;

import java.util.ArrayList;
import java.util.List;

/// The complete matches of one scanner that wait for their turn; hardly ever more than three. Owned
/// by the scanner.
final class Candidates {

    private final List<Candidate> waiting = new ArrayList<>();

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /// Takes one in, in place of shorter forms of itself.
    void add(Candidate candidate) {
        for (int i = waiting.size() - 1; i >= 0; i--) {
            if (waiting.get(i).isShorterFormOf(candidate)) {
                waiting.remove(i);
            }
        }
        waiting.add(candidate);
    }

    /// Forgets those that lie in earlier spans as a whole.
    void dropCovered(long coveredTo) {
        for (int i = waiting.size() - 1; i >= 0; i--) {
            if (waiting.get(i).end() <= coveredTo) {
                waiting.remove(i);
            }
        }
    }

    /// The one whose turn is next; there must be one.
    Candidate first() {
        Candidate first = waiting.getFirst();
        for (int i = 1; i < waiting.size(); i++) {
            Candidate other = waiting.get(i);
            first = other.comesBefore(first) ? other : first;
        }
        return first;
    }

    void remove(Candidate candidate) {
        waiting.remove(candidate);
    }

    /// The smallest start, or `none` where that is smaller.
    long firstStart(long none) {
        long first = none;
        for (int i = 0; i < waiting.size(); i++) {
            first = Math.min(first, waiting.get(i).start());
        }
        return first;
    }

    /// The same of those that end masked.
    long firstMaskedStart(long none) {
        long first = none;
        for (int i = 0; i < waiting.size(); i++) {
            Candidate candidate = waiting.get(i);
            first = candidate.isAllowed() ? first : Math.min(first, candidate.start());
        }
        return first;
    }
}
