package dev.sluice.worker.models;

import dev.sluice.modelbuilder.FileProblem;
import dev.sluice.modelbuilder.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Compares a model folder with its manifest, its files side by side: hashing is bound by one core
/// per file.
final class FolderCheck {
    private FolderCheck() {}

    /// The files that are not what the manifest says; empty when all is well.
    static List<FileProblem> problems(Path folder, Manifest manifest)
            throws IOException, InterruptedException {
        int threads = Math.min(manifest.files().size(), Runtime.getRuntime().availableProcessors());
        try (ExecutorService hashing = Executors.newFixedThreadPool(Math.max(1, threads))) {
            List<Future<List<FileProblem>>> checks = new ArrayList<>();
            for (Manifest.FileEntry file : manifest.files()) {
                checks.add(hashing.submit(() -> only(manifest, file).verify(folder)));
            }
            return collect(checks);
        }
    }

    private static Manifest only(Manifest manifest, Manifest.FileEntry file) {
        return new Manifest(
                manifest.name(), manifest.formatVersion(), manifest.source(), List.of(file));
    }

    private static List<FileProblem> collect(List<Future<List<FileProblem>>> checks)
            throws IOException, InterruptedException {
        List<FileProblem> problems = new ArrayList<>();
        for (Future<List<FileProblem>> check : checks) {
            try {
                problems.addAll(check.get());
            } catch (ExecutionException e) {
                throw new IOException(Failures.reason(Objects.requireNonNull(e.getCause())), e);
            }
        }
        return problems;
    }
}
