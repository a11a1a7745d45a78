package dev.sluice.standalone.chat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// Lines from a pipe or a file: answers alone go to the output, one after another.
public final class PipedLines implements Lines {
    private final BufferedReader input;
    private final PrintStream output;
    private final PrintStream notes;

    public PipedLines(Reader input, PrintStream output, PrintStream notes) {
        this.input = new BufferedReader(input);
        this.output = output;
        this.notes = notes;
    }

    @Override
    public boolean isInteractive() {
        return false;
    }

    @Override
    public @Nullable String read() {
        try {
            return input.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException("standard input cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void print(String piece) {
        output.print(piece);
        output.flush();
    }

    @Override
    public void endAnswer() {
        output.println();
        output.flush();
    }

    @Override
    public void note(String text) {
        notes.println(text);
    }

    /// An interrupt ends the whole process here, as for any other filter.
    @Override
    public void onInterrupt(Runnable stopAnswer) {}

    @Override
    public void close() {
        output.flush();
    }
}
