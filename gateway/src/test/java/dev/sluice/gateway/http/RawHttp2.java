package dev.sluice.gateway.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/// HTTP/2 frame by frame (RFC 9113, 4.1): sends in one piece what a client seldom happens to, and
/// says what came back.
final class RawHttp2 implements AutoCloseable {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int WINDOW_UPDATE = 8;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int CANCEL = 8;
    private static final int PIECE_BYTES = 8 * 1024;

    /// Of a stream and of a connection, at first.
    private static final int WINDOW_BYTES = 65_535;

    private static final int PATIENCE_MILLIS = 30_000;

    /// Of a message without fields: not compressed, no bytes.
    private static final byte[] EMPTY_MESSAGE = new byte[5];

    private final Socket socket;
    private final ByteArrayOutputStream unsent = new ByteArrayOutputStream();

    RawHttp2(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        unsent.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
        frame(SETTINGS, 0, 0);
    }

    /// A whole gRPC call with an empty message.
    RawHttp2 call(int stream, String method) throws IOException {
        var block = new ByteArrayOutputStream();
        field(block, ":method", "POST");
        field(block, ":scheme", "http");
        field(block, ":path", "/" + method);
        field(block, ":authority", "127.0.0.1");
        field(block, "content-type", GrpcAnswers.MEDIA_TYPE);
        frame(HEADERS, END_HEADERS, stream, block.toByteArray());
        return frame(DATA, END_STREAM, stream, EMPTY_MESSAGE);
    }

    /// A request whose body does not end yet.
    RawHttp2 begin(int stream, String path) throws IOException {
        var block = new ByteArrayOutputStream();
        field(block, ":method", "POST");
        field(block, ":scheme", "http");
        field(block, ":path", "/" + path);
        field(block, ":authority", "127.0.0.1");
        return frame(HEADERS, END_HEADERS, stream, block.toByteArray());
    }

    /// Sends on a stream, as fast as its window lets it, until it is reset; false: it never was.
    boolean isResetWhileSending(int stream, int piecesMax) throws IOException {
        var in = new DataInputStream(socket.getInputStream());
        byte[] piece = new byte[PIECE_BYTES];
        long window = WINDOW_BYTES;
        long connectionWindow = WINDOW_BYTES;
        for (int pieces = 0; pieces < piecesMax; pieces++) {
            while (in.available() > 0 || Math.min(window, connectionWindow) < PIECE_BYTES) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                in.skipNBytes(1);
                int of = in.readInt();
                byte[] payload = in.readNBytes(length);
                if (type == RST_STREAM && of == stream) {
                    return true;
                }
                if (type == WINDOW_UPDATE) {
                    int more = ByteBuffer.wrap(payload).getInt();
                    window += of == stream ? more : 0;
                    connectionWindow += of == 0 ? more : 0;
                }
            }
            frame(DATA, 0, stream, piece).send();
            window -= PIECE_BYTES;
            connectionWindow -= PIECE_BYTES;
        }
        return false;
    }

    RawHttp2 cancel(int stream) throws IOException {
        return frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, CANCEL});
    }

    RawHttp2 send() throws IOException {
        socket.getOutputStream().write(unsent.toByteArray());
        unsent.reset();
        return this;
    }

    /// Whether a stream's answer comes to its end before the connection does.
    boolean isAnswered(int stream) throws IOException {
        var in = new DataInputStream(socket.getInputStream());
        while (true) {
            int first = in.read();
            if (first < 0) {
                return false;
            }
            int length = first << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int of = in.readInt();
            in.skipNBytes(length);
            if (of == stream && type == HEADERS && (flags & END_STREAM) != 0) {
                return true;
            }
        }
    }

    private RawHttp2 frame(int type, int flags, int stream, byte... payload) throws IOException {
        var out = new DataOutputStream(unsent);
        out.writeByte(payload.length >> 16);
        out.writeShort(payload.length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(stream);
        out.write(payload);
        return this;
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
