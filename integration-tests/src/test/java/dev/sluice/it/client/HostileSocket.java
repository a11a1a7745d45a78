package dev.sluice.it.client;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;

/// A bare connection, for what a proper client does not do.
public final class HostileSocket implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;
    private static final int PACE_MILLIS = 20;

    private final Socket socket;

    public HostileSocket(URI address) throws IOException {
        socket = new Socket(address.getHost(), address.getPort());
    }

    public void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
    }

    /// What comes until the server closes the connection.
    public String answer() throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS);
        return read();
    }

    /// The same while a byte is sent now and then.
    public String answerWhileSending(char piece) throws IOException {
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000L;
        socket.setSoTimeout(PACE_MILLIS);
        while (System.nanoTime() - deadline < 0) {
            try {
                return read();
            } catch (SocketTimeoutException e) {
                trySending(piece);
            }
        }
        return "";
    }

    private void trySending(char piece) {
        try {
            socket.getOutputStream().write(piece);
        } catch (IOException e) {
            // Closed by now; what came before that is read all the same.
        }
    }

    /// A connection that is closed while its client still sends ends in a reset behind the answer.
    private String read() throws IOException {
        StringBuilder text = new StringBuilder();
        InputStream in = socket.getInputStream();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                text.append((char) next);
            }
        } catch (SocketTimeoutException e) {
            if (text.isEmpty()) {
                throw e;
            }
        } catch (SocketException e) {
            if (text.isEmpty()) {
                return "";
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
