package dev.sluice.gateway.streaming;

import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.contracts.event.StreamEvent.StreamFinished;
import dev.sluice.gateway.streaming.StreamOrder.Verdict;
import java.util.ArrayList;
import java.util.List;

/// One stream out of those of a request's choices: the records that count, in the order in which
/// the log has them. All choices are on one partition, and whether a record counts follows from
/// those before it, so the order is the same for every reader, now and later.
///
/// It is over when all choices are, or when one of them failed: what the others say after that is
/// no part of it. Not thread-safe.
public final class MergedOrder {
    private final Choices choices;
    private final List<StreamOrder> orders = new ArrayList<>();
    private int finishedCount;
    private boolean hasFailed;

    public MergedOrder(Choices choices) {
        this.choices = choices;
        choices.ids().forEach(_ -> orders.add(new StreamOrder()));
    }

    public Verdict take(StreamEvent event) {
        StreamOrder order = orders.get(choices.indexOf(event.requestId()));
        Verdict verdict = order.take(event.index());
        if (verdict == Verdict.NEXT && event instanceof StreamFinished finished) {
            finishedCount++;
            hasFailed |= finished.failure() != null;
        }
        return verdict;
    }

    public boolean isOver() {
        return hasFailed || finishedCount == orders.size();
    }

    /// Whether only later records of a choice came: where the log no longer reaches back, the first
    /// are gone.
    public boolean lacksABeginning() {
        return orders.stream().anyMatch(StreamOrder::lacksItsBeginning);
    }
}
