package dev.sluice.worker.remote;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Server-sent events, as far as OpenAI's streams use them: each `data:` line is an event, all else
/// (comments, names, empty lines) says only that the server lives.
///
/// Why not the JDK's line subscriber: its lines have no bound. Bytes become characters a line at a
/// time, so no cut of the network's falls into one. One thread's.
final class ServerEvents {
    private static final String DATA = "data:";
    private static final int BUFFER_BYTES = 8_192;

    private final InputStream body;
    private final Runnable onLine;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private byte[] line;
    private int lineLength;

    /// @param lineBytesMax of one event
    /// @param onLine called for every line, whatever it says
    ServerEvents(InputStream body, int lineBytesMax, Runnable onLine) {
        this.body = body;
        this.onLine = onLine;
        this.line = new byte[lineBytesMax];
    }

    /// The next event's data; null at the end of the stream.
    @Nullable String next() throws IOException, RemoteFailure {
        while (readLine()) {
            onLine.run();
            String text = new String(line, 0, lineLength, StandardCharsets.UTF_8);
            if (text.startsWith(DATA)) {
                return text.substring(DATA.length()).strip();
            }
        }
        return null;
    }

    /// A last line without an end was cut off, and is left out.
    private boolean readLine() throws IOException, RemoteFailure {
        lineLength = 0;
        while (true) {
            if (position == limit && !fill()) {
                return false;
            }
            byte b = buffer[position++];
            if (b == '\n') {
                return true;
            }
            if (lineLength == line.length) {
                throw RemoteFailure.lost(
                        "an event of the remote server has more than %d bytes"
                                .formatted(line.length));
            }
            line[lineLength++] = b;
        }
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, body.read(buffer));
        return limit > 0;
    }
}
