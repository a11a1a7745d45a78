package dev.sluice.worker.decode;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whose prompt is read next: in turns the one with the least left to read, and the one that came
/// first.
///
/// Why: least left first gives the lowest mean time to first token, but a long prompt would wait as
/// long as short ones keep coming; every second chunk is the oldest's, so it gets at least half of
/// the prefill speed.
final class PrefillOrder {
    private boolean isOldestsTurn;

    /// Null if there is nobody; long prompts can be left out.
    @Nullable RunningSequence choose(List<RunningSequence> prefilling, boolean areLongRead) {
        RunningSequence chosen = null;
        for (int i = 0; i < prefilling.size(); i++) {
            RunningSequence candidate = prefilling.get(i);
            boolean isCandidate = areLongRead || !candidate.isPromptLong();
            if (isCandidate && (chosen == null || isBefore(candidate, chosen))) {
                chosen = candidate;
            }
        }
        return chosen;
    }

    void onChunkRead() {
        isOldestsTurn = !isOldestsTurn;
    }

    private boolean isBefore(RunningSequence a, RunningSequence b) {
        int byLength = Integer.compare(a.promptTokenCountLeft(), b.promptTokenCountLeft());
        boolean decidedByArrival = isOldestsTurn || byLength == 0;
        return decidedByArrival ? a.arrival() < b.arrival() : byLength < 0;
    }
}
