package dev.sluice.scheduler.simulation;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.AssignmentEvent.Assignment;
import java.util.ArrayList;
import java.util.List;

/// A worker's engine in virtual time: prompts are read in chunks, one at a time, in turns the one
/// with the least left and the one that came first (the worker's own order); every answer gets a
/// token each `ITL_MILLIS`.
final class PrefillEngine {
    static final int CHUNK_TOKENS = 256;
    static final int CHUNK_MILLIS = 32;
    static final int ITL_MILLIS = 25;

    /// Told what the engine makes, in order.
    interface Listener {
        void started(Assignment assignment, int promptTokens);

        void token(Assignment assignment, int index);

        void finished(Assignment assignment, int index);
    }

    private static final class Sequence {
        private final Assignment assignment;
        private final int promptTokens;
        private final int answerTokens;
        private int promptLeft;
        private int made;
        private long dueMillis;

        private Sequence(Assignment assignment, int promptTokens) {
            this.assignment = assignment;
            this.promptTokens = promptTokens;
            this.promptLeft = promptTokens;
            Integer maxTokens = assignment.spec().settings().maxTokens();
            this.answerTokens = maxTokens == null ? 1 : maxTokens;
        }

        private boolean isReading() {
            return promptLeft > 0;
        }
    }

    private final List<Sequence> sequences = new ArrayList<>();
    private final Listener listener;
    private boolean isOldestsTurn;
    private long chunkDoneMillis;

    PrefillEngine(Listener listener) {
        this.listener = listener;
    }

    void start(Assignment assignment, int promptTokens) {
        sequences.add(new Sequence(assignment, promptTokens));
    }

    List<RequestId> running() {
        return sequences.stream().map(s -> s.assignment.requestId()).toList();
    }

    void step(long nowMillis) {
        if (nowMillis >= chunkDoneMillis) {
            read(nowMillis);
        }
        for (Sequence sequence : List.copyOf(sequences)) {
            if (!sequence.isReading() && nowMillis >= sequence.dueMillis) {
                decode(sequence, nowMillis);
            }
        }
    }

    private void read(long nowMillis) {
        Sequence next = null;
        for (Sequence candidate : sequences) {
            boolean isBefore =
                    next == null || (!isOldestsTurn && candidate.promptLeft < next.promptLeft);
            if (candidate.isReading() && isBefore) {
                next = candidate;
            }
        }
        if (next != null) {
            int chunk = Math.min(CHUNK_TOKENS, next.promptLeft);
            next.promptLeft -= chunk;
            long took = Math.max(1, (long) CHUNK_MILLIS * chunk / CHUNK_TOKENS);
            chunkDoneMillis = nowMillis + took;
            next.dueMillis = chunkDoneMillis;
            isOldestsTurn = !isOldestsTurn;
        }
    }

    private void decode(Sequence sequence, long nowMillis) {
        if (sequence.made == 0) {
            listener.started(sequence.assignment, sequence.promptTokens);
        }
        if (sequence.made == sequence.answerTokens) {
            listener.finished(sequence.assignment, sequence.made + 1);
            sequences.remove(sequence);
            return;
        }
        sequence.made++;
        listener.token(sequence.assignment, sequence.made);
        sequence.dueMillis = nowMillis + ITL_MILLIS;
    }
}
