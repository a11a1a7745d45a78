package dev.sluice.bench.crowd;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// How far one connection has read its stream: `id:` lines carry contiguous indexes. Belongs to the
/// event loop.
final class StreamPlace {
    private static final byte[] INDEX = "id: ".getBytes(StandardCharsets.UTF_8);
    private static final byte[] END = "data: [DONE]".getBytes(StandardCharsets.UTF_8);
    private static final byte[] ERROR = "data: {\"error\"".getBytes(StandardCharsets.UTF_8);
    private static final long NONE = -1;

    private final Tally tally;
    private long lastIndex = NONE;
    private long lastNanos;
    private boolean isOver;

    StreamPlace(Tally tally) {
        this.tally = tally;
    }

    /// The answer has begun.
    void onOpened() {
        tally.onOpened();
    }

    /// A line of server-sent events, without its end.
    void onLine(byte[] line, long nowNanos) {
        if (isOver) {
            return;
        }
        if (startsWith(line, INDEX)) {
            onEvent(indexIn(line), nowNanos);
        } else if (Arrays.equals(line, END)) {
            isOver = true;
            tally.onFinished();
        } else if (startsWith(line, ERROR)) {
            onLost("cut off");
        }
    }

    /// The connection is gone, or never was.
    void onLost(String reason) {
        if (!isOver) {
            isOver = true;
            tally.onLost(reason);
        }
    }

    /// Nobody reads on: what comes now is no loss.
    void leave() {
        isOver = true;
    }

    private void onEvent(long index, long nowNanos) {
        tally.onEvent();
        if (lastIndex == NONE) {
            tally.onFirstEvent();
        } else {
            tally.onGap(nowNanos - lastNanos);
            tally.onMissed(Math.abs(index - lastIndex - 1));
        }
        lastIndex = index;
        lastNanos = nowNanos;
    }

    private static long indexIn(byte[] line) {
        int length = line.length - INDEX.length;
        return Long.parseLong(new String(line, INDEX.length, length, StandardCharsets.US_ASCII));
    }

    private static boolean startsWith(byte[] line, byte[] start) {
        return line.length >= start.length
                && Arrays.equals(line, 0, start.length, start, 0, start.length);
    }
}
