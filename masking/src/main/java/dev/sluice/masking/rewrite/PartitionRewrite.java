package dev.sluice.masking.rewrite;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.event.TokenEvent;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/// The open requests of one `tokens` partition, and the offset up to which it may be committed: the
/// first record of the oldest request that is still open. A successor reads again from there and
/// arrives at the same state.
///
/// INVARIANT: every record at or after [#safeOffset] is either unread or belongs to an open request
/// or to one that ended after the oldest open one began.
public final class PartitionRewrite {
    /// Ended requests that are remembered, so that a zombie's late record opens nothing anew.
    private static final int ENDED_MAX = 20_000;

    private record Open(long firstOffset, @Nullable String traceparent, AnswerRewrite rewrite) {}

    private final RequestMasks masks;

    /// In the order of their first offsets.
    private final LinkedHashMap<RequestId, Open> open = new LinkedHashMap<>();

    private final SequencedSet<RequestId> ended = new LinkedHashSet<>();
    private final long startOffset;
    private long nextOffset;

    /// @param startOffset the committed offset, where output begins
    public PartitionRewrite(RequestMasks masks, long startOffset) {
        this.masks = masks;
        this.startOffset = startOffset;
        this.nextOffset = startOffset;
    }

    public long startOffset() {
        return startOffset;
    }

    /// Takes a record from before the committed offset, read again only to know its request: all of
    /// those have ended, or they would have kept the offset back.
    public void recall(TokenEvent event) {
        remember(event.requestId());
    }

    /// Takes the partition's next record.
    ///
    /// @param traceparent of the record; that of a request's first one is kept
    public List<Event> accept(long offset, TokenEvent event, @Nullable String traceparent) {
        nextOffset = offset + 1;
        if (ended.contains(event.requestId()) || isLateOf(event)) {
            return List.of();
        }
        AnswerRewrite rewrite =
                open.computeIfAbsent(
                                event.requestId(),
                                _ -> new Open(offset, traceparent, new AnswerRewrite(masks)))
                        .rewrite();
        List<Event> out = rewrite.accept(event);
        if (rewrite.isFinished()) {
            open.remove(event.requestId());
            remember(event.requestId());
        }
        return out;
    }

    /// The trace of an open request.
    public @Nullable String traceparent(RequestId requestId) {
        Open known = open.get(requestId);
        return known == null ? null : known.traceparent();
    }

    /// Why a record cannot be one of its request's life, which it would disturb; null: it may be.
    public @Nullable String refusal(TokenEvent event) {
        if (ended.contains(event.requestId()) || isLateOf(event)) {
            return null;
        }
        Open known = open.get(event.requestId());
        int newest = known == null ? 0 : known.rewrite().newestEpoch();
        return TokenEvent.mayFollow(event.epoch(), newest)
                ? null
                : "epoch is " + event.epoch() + ", the newest of its request is " + newest;
    }

    /// Leaves out a record that cannot be read.
    public void skip(long offset) {
        nextOffset = offset + 1;
    }

    /// The offset to commit.
    public long safeOffset() {
        Map.Entry<RequestId, Open> oldest = open.firstEntry();
        return oldest == null ? nextOffset : oldest.getValue().firstOffset();
    }

    public int openCount() {
        return open.size();
    }

    /// A request that is not open begins with index 0; anything else is what a worker wrote late,
    /// after the end.
    private boolean isLateOf(TokenEvent event) {
        return !open.containsKey(event.requestId())
                && switch (event) {
                    case TokenEvent.GenerationStarted _ -> false;
                    case TokenEvent.GenerationFenced _ -> false;
                    case TokenEvent.TokenGenerated _ -> true;
                    case TokenEvent.GenerationFinished end -> end.index() > 0;
                };
    }

    private void remember(RequestId requestId) {
        ended.addLast(requestId);
        if (ended.size() > ENDED_MAX) {
            ended.removeFirst();
        }
    }
}
