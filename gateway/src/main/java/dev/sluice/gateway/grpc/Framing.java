package dev.sluice.gateway.grpc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// How messages stand in an HTTP/2 body: a byte that says whether the message is compressed, its
/// length in four bytes, the message. Source: `doc/PROTOCOL-HTTP2.md` of grpc/grpc.
public final class Framing {
    static final int PREFIX_BYTES = 5;

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private Framing() {}

    /// One message, ready to be written.
    public static byte[] framed(byte[] message) {
        return ByteBuffer.allocate(PREFIX_BYTES + message.length)
                .put((byte) 0)
                .putInt(message.length)
                .put(message)
                .array();
    }

    /// The only message of a body. A call that compresses it is refused: it may be larger than it
    /// looks.
    static byte[] single(byte[] body) throws BadMessage {
        if (body.length < PREFIX_BYTES) {
            throw new BadMessage("the call has no message");
        }
        ByteBuffer frame = ByteBuffer.wrap(body);
        if (frame.get() != 0) {
            throw new BadMessage("compressed messages are not read; send it as it is");
        }
        int length = frame.getInt();
        if (length != frame.remaining()) {
            throw new BadMessage(
                    "the message is said to have "
                            + Integer.toUnsignedString(length)
                            + " bytes, there are "
                            + frame.remaining());
        }
        byte[] message = new byte[length];
        frame.get(message);
        return message;
    }

    /// A text fit for `grpc-message`: UTF-8, all but printable ASCII as `%XX`.
    public static String percentEncoded(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            if (each >= ' ' && each <= '~' && each != '%') {
                out.append((char) each);
            } else {
                out.append('%').append(HEX[each >> 4 & 15]).append(HEX[each & 15]);
            }
        }
        return out.toString();
    }
}
