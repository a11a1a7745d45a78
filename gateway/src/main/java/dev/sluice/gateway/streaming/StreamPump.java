package dev.sluice.gateway.streaming;

import dev.sluice.contracts.event.StreamEvent;

/// Moves one stream from its mailbox into its sink, as fast as the sink takes it, until the stream
/// finishes or is cut. What lies behind a gap is left out: its copy follows the missing record.
/// [#run] belongs to one thread; call it whenever the mailbox wakes or the sink drained.
public final class StreamPump {
    private final Mailbox mailbox;
    private final StreamSink sink;
    private final MergedOrder order;
    private boolean hasBegun;
    private boolean isOver;

    public StreamPump(Choices choices, Mailbox mailbox, StreamSink sink) {
        this.order = new MergedOrder(choices);
        this.mailbox = mailbox;
        this.sink = sink;
    }

    public void run() {
        if (isOver) {
            return;
        }
        if (mailbox.cut().isPresent()) {
            end(mailbox.cut().get());
            return;
        }
        while (!isOver && sink.canTake()) {
            StreamEvent event = mailbox.poll();
            if (event == null) {
                break;
            }
            pass(event);
        }
        sink.flush();
    }

    /// The client left: no more calls of the sink.
    public void stop() {
        isOver = true;
        mailbox.close();
    }

    /// The sink waits no longer for the first record.
    public void endUnlessBegun() {
        if (!isOver && !hasBegun) {
            end(Cut.NOT_BEGUN);
        }
    }

    private void pass(StreamEvent event) {
        hasBegun = true;
        switch (order.take(event)) {
            case NEXT -> {
                isOver = order.isOver();
                sink.take(event);
                if (isOver) {
                    sink.finish();
                }
            }
            case DUPLICATE, GAP -> {}
        }
    }

    private void end(Cut cut) {
        isOver = true;
        sink.cut(cut);
    }
}
