package dev.sluice.gateway.store;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Reads what [SealedDraft] wrote. Each chunk is checked before a byte of it is given out.
final class SealedInput extends InputStream {
    private final DataInputStream in;
    private final SealedChunks chunks;
    private byte[] plain = new byte[0];
    private int position;
    private long chunkNumber;
    private boolean isLast;
    private int nextLength;

    SealedInput(DataInputStream in, SealedChunks chunks) throws IOException {
        this.in = in;
        this.chunks = chunks;
        nextLength = in.readInt();
    }

    @Override
    public int read() throws IOException {
        return fill() ? plain[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int taken = Math.min(length, plain.length - position);
        System.arraycopy(plain, position, bytes, offset, taken);
        position += taken;
        return taken;
    }

    /// False: there is nothing more.
    private boolean fill() throws IOException {
        while (position == plain.length) {
            if (isLast) {
                return false;
            }
            if (nextLength < 0 || nextLength > SealedChunks.SEALED_BYTES_MAX) {
                throw new IOException("a chunk of " + nextLength + " bytes is none of ours");
            }
            byte[] sealed = new byte[nextLength];
            in.readFully(sealed);
            isLast = !readLength();
            plain = chunks.open(sealed, chunkNumber++, isLast);
            position = 0;
        }
        return true;
    }

    /// False: no chunk follows.
    private boolean readLength() throws IOException {
        byte[] length = in.readNBytes(Integer.BYTES);
        if (length.length == 0) {
            return false;
        }
        if (length.length < Integer.BYTES) {
            throw new IOException("the content ends within a chunk's length");
        }
        nextLength = java.nio.ByteBuffer.wrap(length).getInt();
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
