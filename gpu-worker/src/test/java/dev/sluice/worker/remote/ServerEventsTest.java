package dev.sluice.worker.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class ServerEventsTest {
    private static final int LINE_BYTES_MAX = 32;

    private final AtomicInteger lines = new AtomicInteger();

    /// Gives out one byte at a time, as the slowest network does.
    private static InputStream byteByByte(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(1, length));
            }
        };
    }

    private List<String> read(String stream) throws IOException, RemoteFailure {
        var events = new ServerEvents(byteByByte(stream), LINE_BYTES_MAX, lines::incrementAndGet);
        var all = new ArrayList<String>();
        for (String data = events.next(); data != null; data = events.next()) {
            all.add(data);
        }
        return all;
    }

    @Test
    void dataLinesAreEventsAndAllElseIsLife() throws IOException, RemoteFailure {
        // When
        List<String> events =
                read(": ping\r\n\r\nevent: x\ndata: {\"a\":1}\r\n\r\ndata:[DONE]\n\n");

        // Then
        assertThat(events).containsExactly("{\"a\":1}", "[DONE]");
        assertThat(lines).hasValue(7);
    }

    @Test
    void charactersSurviveEveryCutOfTheNetwork() throws IOException, RemoteFailure {
        assertThat(read("data: é中😀\n")).containsExactly("é中😀");
    }

    @Test
    void aLineThatWasCutOffIsLeftOut() throws IOException, RemoteFailure {
        assertThat(read("data: 1\n\ndata: 2")).containsExactly("1");
    }

    @Test
    void aLineMayHaveItsMostBytes() throws IOException, RemoteFailure {
        assertThat(read("data: " + "x".repeat(LINE_BYTES_MAX - 6) + "\n")).hasSize(1);
    }

    @Test
    void oneByteMoreIsTooMany() {
        assertThatThrownBy(() -> read("data: " + "x".repeat(LINE_BYTES_MAX - 5) + "\n"))
                .isInstanceOfSatisfying(RemoteFailure.class, e -> assertThat(e.isLost()).isTrue())
                .hasMessage("an event of the remote server has more than 32 bytes");
    }
}
