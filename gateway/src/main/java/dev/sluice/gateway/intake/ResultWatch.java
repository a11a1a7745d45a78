package dev.sluice.gateway.intake;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.ResultEvent;
import dev.sluice.gateway.batch.Waits;
import dev.sluice.gateway.store.BatchStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;

/// Looks for the results of all requests that lines wait for, with a few queries each time, in
/// place of one for each. [#step] belongs to one thread.
final class ResultWatch {
    private static final int QUERY_IDS_MAX = 500;

    private final BatchStore store;
    private final ConcurrentMap<RequestId, CompletableFuture<ResultEvent>> awaited =
            new ConcurrentHashMap<>();

    ResultWatch(BatchStore store) {
        this.store = store;
    }

    /// The result, as soon as the tables have it. As long as it takes: every accepted request ends.
    /// Two may wait for the same request, as for a line that stands there twice.
    ResultEvent await(RequestId id) throws InterruptedException {
        CompletableFuture<ResultEvent> result =
                awaited.computeIfAbsent(id, _ -> new CompletableFuture<>());
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody fails it", e);
        } catch (InterruptedException stopped) {
            if (!result.isDone()) {
                awaited.remove(id, result);
            }
            throw stopped;
        }
    }

    void step() throws InterruptedException {
        List<RequestId> ids = new ArrayList<>(awaited.keySet());
        for (int first = 0; first < ids.size(); first += QUERY_IDS_MAX) {
            List<RequestId> some = ids.subList(first, Math.min(first + QUERY_IDS_MAX, ids.size()));
            for (ResultEvent result : Waits.until(store.results(some))) {
                CompletableFuture<ResultEvent> waiting = awaited.remove(result.requestId());
                if (waiting != null) {
                    waiting.complete(result);
                }
            }
        }
    }
}
