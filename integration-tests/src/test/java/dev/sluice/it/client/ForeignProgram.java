package dev.sluice.it.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A program of somebody else, run to its end.
public record ForeignProgram(int exitCode, String out, String err) {
    private static final int NOT_THERE = 127;

    /// Runs it in `folder`. Where there is no such program the exit code is 127, as a shell has it.
    public static ForeignProgram run(
            Path folder, Map<String, String> environment, Duration patience, List<String> words) {
        try {
            Path out = Files.createTempFile(folder, "out", ".txt");
            Path err = Files.createTempFile(folder, "err", ".txt");
            var builder = new ProcessBuilder(words).directory(folder.toFile());
            builder.environment().putAll(environment);
            builder.redirectOutput(out.toFile()).redirectError(err.toFile());
            int exitCode = waitFor(start(builder), patience);
            var ended = new ForeignProgram(exitCode, Files.readString(out), Files.readString(err));
            Files.delete(out);
            Files.delete(err);
            return ended;
        } catch (ProgramMissing missing) {
            return new ForeignProgram(NOT_THERE, "", String.valueOf(missing.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isSuccess() {
        return exitCode == 0;
    }

    /// What went wrong, in one line.
    public String lastLine() {
        List<String> lines = (out + "\n" + err).lines().filter(line -> !line.isBlank()).toList();
        return lines.isEmpty() ? "exit code " + exitCode : lines.getLast();
    }

    private static final class ProgramMissing extends IOException {
        private static final long serialVersionUID = 1;

        ProgramMissing(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private static Process start(ProcessBuilder builder) throws ProgramMissing {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new ProgramMissing(e);
        }
    }

    private static int waitFor(Process process, Duration patience) {
        try {
            if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            throw new AssertionError(process.info() + " still runs after " + patience);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
