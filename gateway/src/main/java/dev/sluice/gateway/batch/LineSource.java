package dev.sluice.gateway.batch;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// The lines of a file one after the other, blank ones left out. Belongs to one thread.
final class LineSource implements AutoCloseable {
    private final InputStream in;
    private final int lineBytesMax;
    private boolean isAtEnd;

    LineSource(InputStream in, int lineBytesMax) {
        this.in = new BufferedInputStream(in, 64 * 1024);
        this.lineBytesMax = lineBytesMax;
    }

    /// A line is longer than may be.
    static final class LineTooLong extends IOException {
        private static final long serialVersionUID = 1L;

        LineTooLong(int lineBytesMax) {
            super("the line has more than " + lineBytesMax + " bytes");
        }
    }

    /// Empty: there are no more.
    Optional<byte[]> next() throws IOException {
        while (!isAtEnd) {
            byte[] line = read();
            if (!isBlank(line)) {
                return Optional.of(line);
            }
        }
        return Optional.empty();
    }

    private byte[] read() throws IOException {
        var line = new ByteArrayOutputStream(1024);
        while (true) {
            int next = in.read();
            if (next < 0) {
                isAtEnd = true;
                return line.toByteArray();
            }
            if (next == '\n') {
                return line.toByteArray();
            }
            if (line.size() >= lineBytesMax) {
                throw new LineTooLong(lineBytesMax);
            }
            line.write(next);
        }
    }

    private static boolean isBlank(byte[] line) {
        for (byte each : line) {
            if (each != ' ' && each != '\t' && each != '\r') {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
