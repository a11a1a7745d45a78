package dev.sluice.worker.models;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.SluiceException;
import dev.sluice.modelbuilder.BuildOptions;
import dev.sluice.modelbuilder.FileProblem;
import dev.sluice.modelbuilder.Manifest;
import dev.sluice.modelbuilder.ModelBuilder;
import dev.sluice.modelbuilder.gguf.ModelFileException;
import dev.sluice.worker.models.ModelProgress.Step;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/// The models of one machine.
///
/// ```
/// <models>/catalogue.json                 more models, by the user (optional)
/// <models>/FILE.gguf, FILE.gguf.part      what was fetched, what is being fetched
/// <models>/NAME/                          converted: manifest.json and the files it lists
/// <models>/NAME.cuda/                     the same for NVIDIA GPUs
/// <models>/.NAME.lock                     held while one of them is changed
/// ```
///
/// Any thread, any number of processes: changes to a model happen under its lock, and a folder or
/// file appears by one rename. Operations block; an interrupt ends them.
public final class ModelStore {
    private static final String GGUF = ".gguf";

    private final Path folder;
    private final Catalogue catalogue;
    private final ModelFetch fetch;
    private final BuildOptions buildOptions;
    private final ModelVariant variant;

    ModelStore(
            Path folder,
            Catalogue catalogue,
            ModelFetch fetch,
            BuildOptions buildOptions,
            ModelVariant variant) {
        this.folder = folder;
        this.catalogue = catalogue;
        this.fetch = fetch;
        this.buildOptions = variant.options(buildOptions);
        this.variant = variant;
    }

    /// The store of what a CPU runs.
    public static ModelStore open(Path folder) {
        return open(folder, ModelVariant.CPU);
    }

    /// The store in a folder, which is made when it is first needed. `HF_ENDPOINT` names a mirror
    /// of Hugging Face, as for its own tools.
    public static ModelStore open(Path folder, ModelVariant variant) {
        String endpoint = System.getenv().getOrDefault("HF_ENDPOINT", "https://huggingface.co");
        HttpDownload http = new HttpDownload(HttpDownload.Timeouts.DEFAULT);
        return new ModelStore(
                folder,
                Catalogue.load(folder),
                new ModelFetch(folder, endpoint, http, new PipDownload()),
                BuildOptions.defaults(),
                variant);
    }

    /// What is served when no model is named.
    public String defaultName() {
        return catalogue.defaultName();
    }

    /// Where a model of this name is, or would be.
    public Path folderOf(String name) {
        return folder.resolve(variant.folderName(checkedName(name)));
    }

    /// Every model that is here or in the catalogue, by name.
    public List<ModelListing> list() {
        return new StoreListing(folder, catalogue).list();
    }

    /// A verified model, fetched and converted first where that is needed.
    ///
    /// @param nameOrFile a name of the catalogue or the store, a GGUF file, or a model folder
    public ModelFolder ensure(String nameOrFile, ModelProgress progress) {
        ModelFolder model = ensureAny(nameOrFile, progress);
        requireVariant(model);
        return model;
    }

    private ModelFolder ensureAny(String nameOrFile, ModelProgress progress) {
        Optional<Path> modelFolder = existing(nameOrFile, Files::isDirectory);
        if (modelFolder.isPresent()) {
            return verified(modelFolder.get(), nameOrFile, progress);
        }
        Optional<Path> file = existing(nameOrFile, Files::isRegularFile);
        if (file.isPresent()) {
            return ensureFile(file.get(), progress);
        }
        if (nameOrFile.endsWith(GGUF)) {
            throw notFound("file " + nameOrFile + " does not exist");
        }
        return ensureNamed(nameOrFile, progress);
    }

    /// Fetches and converts a model of the catalogue, or a GGUF file from a URL.
    public ModelFolder pull(String nameOrUrl, PullOptions options, ModelProgress progress) {
        boolean isUrl = nameOrUrl.startsWith("http://") || nameOrUrl.startsWith("https://");
        CatalogueModel model = isUrl ? fromUrl(nameOrUrl, options) : known(nameOrUrl);
        return locked(
                model.name(),
                progress,
                () -> {
                    if (options.force() || !isBuiltOf(model)) {
                        build(fetch.fetch(model, progress), model.name(), progress);
                    }
                    return load(model.name(), progress);
                });
    }

    /// The files of a converted model that are not what its manifest says; empty when all is well.
    public List<FileProblem> verify(String name) {
        Path model = folderOf(name);
        if (!isBuilt(name)) {
            throw notFound("model " + name + " is not in " + folder);
        }
        return problems(model, name);
    }

    /// Deletes a model, its fetched file included; false when there was none.
    public boolean remove(String name) {
        checkedName(name);
        return locked(
                name,
                ModelProgress.NONE,
                () -> {
                    boolean existed = isBuilt(name);
                    if (existed) {
                        // First, so that a half deleted folder is no model.
                        Files.delete(folderOf(name).resolve(Manifest.FILE_NAME));
                        Folders.delete(folderOf(name));
                    }
                    Optional<CatalogueModel> known = catalogue.find(name);
                    boolean hadFiles = known.isPresent() && deleteFiles(known.get());
                    return existed || hadFiles;
                });
    }

    private boolean deleteFiles(CatalogueModel model) throws IOException {
        boolean part = Files.deleteIfExists(folder.resolve(model.file() + ".part"));
        return Files.deleteIfExists(folder.resolve(model.file())) || part;
    }

    private ModelFolder ensureNamed(String name, ModelProgress progress) {
        if (isBuilt(name)) {
            return verified(folderOf(name), name, progress);
        }
        CatalogueModel model = known(name);
        return locked(
                name,
                progress,
                () -> {
                    if (!isBuilt(name)) {
                        build(fetch.fetch(model, progress), name, progress);
                    }
                    return load(name, progress);
                });
    }

    private boolean isBuiltOf(CatalogueModel model) {
        if (!isBuilt(model.name())) {
            return false;
        }
        String source = ModelFolder.read(folderOf(model.name())).manifest().source().sha256();
        return model.sha256().isEmpty() || model.sha256().get().equals(source);
    }

    /// A model made of a file is named after it, and made again when the file is another one.
    private ModelFolder ensureFile(Path file, ModelProgress progress) {
        String name = nameOf(file);
        return locked(
                name,
                progress,
                () -> {
                    if (!isBuilt(name) || !isMadeOf(name, file, progress)) {
                        build(file, name, progress);
                    }
                    return load(name, progress);
                });
    }

    private boolean isMadeOf(String name, Path file, ModelProgress progress) throws IOException {
        Manifest.Source source = ModelFolder.read(folderOf(name)).manifest().source();
        long bytes = Files.size(file);
        String label = String.valueOf(file.getFileName());
        return source.bytes() == bytes
                && source.sha256()
                        .equals(
                                FileHash.sha256(
                                        file,
                                        done ->
                                                progress.onProgress(
                                                        Step.CHECK, label, done, bytes)));
    }

    private void build(Path gguf, String name, ModelProgress progress) throws IOException {
        try {
            ModelBuilder.build(
                    gguf,
                    folderOf(name),
                    buildOptions.withName(name),
                    (done, total, label) -> progress.onProgress(Step.BUILD, label, done, total));
        } catch (ModelFileException e) {
            throw failed("model " + name + " cannot be built: " + e.getMessage(), e);
        }
    }

    private ModelFolder load(String name, ModelProgress progress) {
        Path model = folderOf(name);
        progress.onProgress(Step.CHECK, name, 0, 0);
        requireSound(model, name, problems(model, name));
        return ModelFolder.read(model);
    }

    /// Verifies without the lock. Another process may be replacing the folder just then, so a
    /// problem counts only when it is still there under the lock.
    private ModelFolder verified(Path model, String name, ModelProgress progress) {
        progress.onProgress(Step.CHECK, name, 0, 0);
        if (problems(model, name).isEmpty()) {
            return ModelFolder.read(model);
        }
        return locked(
                String.valueOf(model.getFileName()),
                progress,
                () -> {
                    requireSound(model, name, problems(model, name));
                    return ModelFolder.read(model);
                });
    }

    private List<FileProblem> problems(Path model, String name) {
        try {
            return FolderCheck.problems(model, Manifest.read(model));
        } catch (IOException | ModelFileException e) {
            throw failed(
                    "model %s cannot be verified: %s; repair it with %s"
                            .formatted(name, Failures.reason(e), variant.repairCommand(name)),
                    e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void requireSound(Path model, String name, List<FileProblem> problems) {
        if (problems.isEmpty()) {
            return;
        }
        String more = problems.size() > 1 ? " (and " + (problems.size() - 1) + " more)" : "";
        throw new SluiceException(
                ErrorCode.ENGINE_FAILED,
                "model %s is damaged: %s%s in %s; repair it with %s, or ./sluice models remove %s"
                        .formatted(
                                name,
                                problems.getFirst().describe(),
                                more,
                                model,
                                variant.repairCommand(name),
                                variant.folderName(name)));
    }

    /// A folder may be of any kind; what it does not say is left to the engine.
    private void requireVariant(ModelFolder model) {
        String type = model.config().keyValueType();
        if (!type.isEmpty() && !type.equals(variant.keyValueType())) {
            throw new SluiceException(
                    ErrorCode.ENGINE_FAILED,
                    "model %s in %s has keys and values in %s, device %s needs %s: build it with ./sluice models build %s--out FOLDER FILE.gguf"
                            .formatted(
                                    model.name(),
                                    model.folder(),
                                    type,
                                    variant.device(),
                                    variant.keyValueType(),
                                    variant.option()));
        }
    }

    private CatalogueModel known(String name) {
        if (catalogue.find(name).isEmpty() && Files.exists(manifestOfOther(name))) {
            throw notFound(
                    "model %s is in %s, but not for device %s: build it with ./sluice models build %sFILE.gguf, of the file that it was made of"
                            .formatted(name, folder, variant.device(), variant.option()));
        }
        return catalogue
                .find(name)
                .orElseThrow(() ->
                        notFound(
                                "model '%s' is neither in the catalogue (%s) nor in %s, and no file"
                                        .formatted(
                                                name,
                                                String.join(", ", catalogue.models().keySet()),
                                                folder)));
    }

    private Path manifestOfOther(String name) {
        ModelVariant other = variant == ModelVariant.CPU ? ModelVariant.CUDA : ModelVariant.CPU;
        return folder.resolve(other.folderName(name)).resolve(Manifest.FILE_NAME);
    }

    private static CatalogueModel fromUrl(String url, PullOptions options) {
        try {
            URI uri = URI.create(url);
            String path = Objects.requireNonNullElse(uri.getPath(), "");
            String file = path.substring(path.lastIndexOf('/') + 1);
            return new CatalogueModel(
                    options.name().orElseGet(() -> nameOf(Path.of(file))),
                    url,
                    file,
                    OptionalLong.empty(),
                    options.sha256(),
                    List.of(new ModelSource.Web(uri)));
        } catch (IllegalArgumentException e) {
            throw notFound(url + " cannot be pulled: " + e.getMessage());
        }
    }

    private boolean isBuilt(String name) {
        return Files.exists(folderOf(name).resolve(Manifest.FILE_NAME));
    }

    /// A bare name means a model, so that a file of the same name where the command runs does not
    /// get in its way; a path has a separator or GGUF's ending.
    private static Optional<Path> existing(String nameOrFile, Predicate<Path> isKind) {
        boolean isPath = nameOrFile.contains("/") || nameOrFile.contains("\\");
        if (!isPath && !nameOrFile.endsWith(GGUF)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(nameOrFile)).filter(isKind);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static String nameOf(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        String stem = name.endsWith(GGUF) ? name.substring(0, name.length() - GGUF.length()) : name;
        String plain = stem.replaceAll("[^a-z0-9._-]", "-").replaceAll("^[._]+", "");
        return plain.isEmpty() ? "model" : plain.substring(0, Math.min(plain.length(), 100));
    }

    private static String checkedName(String name) {
        try {
            return new PoolName(name).value();
        } catch (IllegalArgumentException e) {
            throw notFound("'" + name + "' is no model name: " + e.getMessage());
        }
    }

    @FunctionalInterface
    private interface Change<T> {
        T run() throws IOException, InterruptedException;
    }

    private <T> T locked(String name, ModelProgress progress, Change<T> change) {
        Path file = folder.resolve("." + ModelVariant.baseName(checkedName(name)) + ".lock");
        Runnable onWait = () -> progress.onProgress(Step.WAIT, name, 0, 0);
        try (StoreLock _ = StoreLock.acquire(file, onWait)) {
            return change.run();
        } catch (IOException e) {
            throw failed("model " + name + ": " + Failures.reason(e), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static SluiceException notFound(String message) {
        return new SluiceException(ErrorCode.MODEL_NOT_FOUND, message);
    }

    private static SluiceException failed(String message, Throwable cause) {
        return new SluiceException(ErrorCode.ENGINE_FAILED, message, cause);
    }

    private static SluiceException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return failed("interrupted", e);
    }
}
