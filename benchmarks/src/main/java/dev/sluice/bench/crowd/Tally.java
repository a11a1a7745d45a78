package dev.sluice.bench.crowd;

import dev.sluice.bench.report.Latencies;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What became of all connections together. Belongs to the event loop.
///
/// Connections count from the beginning, events from [#beginWindow] on.
final class Tally {
    private final SortedMap<String, Integer> losses = new TreeMap<>();
    private int openedCount;
    private int begunCount;
    private int finishedCount;
    private long eventCount;
    private long missedCount;
    private Latencies gaps = new Latencies();

    /// @param openedCount connections whose answer began with the status 200
    /// @param begunCount of these, those that had an event
    /// @param finishedCount streams that came to their end: their tokens were too few
    /// @param losses connections that were refused or broke off, by reason
    /// @param eventCount stream records that came within the window
    /// @param missedCount indexes that were left out, or came again
    /// @param gaps from one event of a connection to its next
    record Count(
            int openedCount,
            int begunCount,
            int finishedCount,
            SortedMap<String, Integer> losses,
            long eventCount,
            long missedCount,
            Latencies gaps) {
        int lostCount() {
            return losses.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    void beginWindow() {
        eventCount = 0;
        missedCount = 0;
        gaps = new Latencies();
    }

    /// Who measures may keep what it says: nothing is added to it any more.
    Count endWindow() {
        Count count = count();
        beginWindow();
        return count;
    }

    /// How it stands; its gaps are still being added to.
    Count count() {
        return new Count(
                openedCount,
                begunCount,
                finishedCount,
                Collections.unmodifiableSortedMap(new TreeMap<>(losses)),
                eventCount,
                missedCount,
                gaps);
    }

    void onOpened() {
        openedCount++;
    }

    void onFirstEvent() {
        begunCount++;
    }

    void onEvent() {
        eventCount++;
    }

    void onGap(long nanos) {
        gaps.addNanos(nanos);
    }

    void onMissed(long count) {
        missedCount += count;
    }

    void onFinished() {
        finishedCount++;
    }

    void onLost(String reason) {
        losses.merge(reason, 1, Integer::sum);
    }
}
