package dev.sluice.scheduler.batching;

import dev.sluice.contracts.event.AssignmentEvent.Assignment;
import dev.sluice.scheduler.placement.Worker;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Puts all that goes to one worker now into one record, and into more only where a bound asks for
/// it. Whether it goes now is [BatchHold]'s.
public final class BatchFormation {
    /// What an assignment adds to the prompt's own record: ids, names and the epoch.
    private static final int ENVELOPE_BYTES = 512;

    /// A token id as JSON and its comma; those of a remote engine hold text, and have ten digits.
    private static final int TOKEN_ID_BYTES = 11;

    /// One record for one worker.
    public record Batch(Worker worker, List<Assignment> assignments) {
        public Batch {
            assignments = List.copyOf(assignments);
        }
    }

    private static final class Draft {
        private final List<Assignment> assignments = new ArrayList<>();
        private long bytes;
    }

    private final BatchingSettings settings;
    private final Map<Worker, List<Draft>> byWorker = new LinkedHashMap<>();

    public BatchFormation(BatchingSettings settings) {
        this.settings = settings;
    }

    /// Adds to the worker's last record, or begins another. `promptBytes` is the size of the record
    /// that brought the prompt.
    public void add(Worker worker, Assignment assignment, int promptBytes) {
        List<Draft> drafts = byWorker.computeIfAbsent(worker, _ -> new ArrayList<>());
        long bytes = bytesOf(assignment, promptBytes);
        if (drafts.isEmpty() || !hasRoom(drafts.getLast(), bytes)) {
            drafts.add(new Draft());
        }
        Draft draft = drafts.getLast();
        draft.assignments.add(assignment);
        draft.bytes += bytes;
    }

    private boolean hasRoom(Draft draft, long bytes) {
        return draft.assignments.size() < settings.sizeMax()
                && draft.bytes + bytes <= settings.bytesMax();
    }

    private static long bytesOf(Assignment assignment, int promptBytes) {
        long tokenIds = (long) TOKEN_ID_BYTES * assignment.emittedTokenIds().size();
        return ENVELOPE_BYTES + promptBytes + tokenIds;
    }

    /// In the order in which workers and requests were added.
    public List<Batch> batches() {
        List<Batch> batches = new ArrayList<>();
        byWorker.forEach((worker, drafts) ->
                drafts.forEach(draft -> batches.add(new Batch(worker, draft.assignments))));
        return batches;
    }
}
