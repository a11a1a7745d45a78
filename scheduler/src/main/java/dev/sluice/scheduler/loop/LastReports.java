package dev.sluice.scheduler.loop;

import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The last report of each start of each worker, for shards that are taken later: a process that
/// was cut off goes on reporting under the id of the one that replaced it, and only who saw both
/// begin knows which is which. Owned by the loop thread.
final class LastReports {
    private static final int STARTS_MAX = 8;

    private final SortedMap<WorkerId, Map<String, WorkerReported>> byWorker =
            new TreeMap<>(Comparator.comparing(WorkerId::value));

    void take(WorkerReported report) {
        Map<String, WorkerReported> starts =
                byWorker.computeIfAbsent(report.workerId(), _ -> new LinkedHashMap<>());
        starts.put(report.incarnation(), report);
        if (starts.size() > STARTS_MAX) {
            var oldest = starts.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /// By worker, its starts in the order in which they first reported.
    List<WorkerReported> all() {
        List<WorkerReported> reports = new ArrayList<>();
        byWorker.values().forEach(starts -> reports.addAll(starts.values()));
        return reports;
    }
}
