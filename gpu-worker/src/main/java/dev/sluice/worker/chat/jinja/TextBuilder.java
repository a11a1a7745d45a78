package dev.sluice.worker.chat.jinja;

import java.util.Arrays;

/// Builds a [Text] piece by piece, keeping each piece's provenance. One thread.
final class TextBuilder {
    private static final int[] NO_RUNS = {};

    private final Budget budget;
    private final StringBuilder value = new StringBuilder();
    private int[] runs = NO_RUNS;
    private int runCount;

    TextBuilder(Budget budget) {
        this.budget = budget;
    }

    TextBuilder append(Text piece) {
        spend(piece.length());
        int base = value.length();
        value.append(piece.value());
        int[] pieceRuns = piece.callerRuns();
        for (int i = 0; i < pieceRuns.length; i += 2) {
            addRun(base + pieceRuns[i], base + pieceRuns[i + 1]);
        }
        return this;
    }

    /// Appends what the template language itself writes: separators, padding, digits.
    TextBuilder append(String piece) {
        spend(piece.length());
        value.append(piece);
        return this;
    }

    Text toText() {
        return Text.ofRuns(value.toString(), Arrays.copyOf(runs, runCount));
    }

    private void spend(int charCount) {
        budget.spendText(charCount);
        budget.requireLength((long) value.length() + charCount);
    }

    private void addRun(int start, int end) {
        if (runCount > 0 && runs[runCount - 1] == start) {
            runs[runCount - 1] = end;
            return;
        }
        if (runCount + 2 > runs.length) {
            runs = Arrays.copyOf(runs, Math.max(8, runs.length * 2));
        }
        runs[runCount++] = start;
        runs[runCount++] = end;
    }
}
