package dev.sluice.worker.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import dev.sluice.modelbuilder.BuildOptions;
import dev.sluice.modelbuilder.FileProblem;
import dev.sluice.modelbuilder.Manifest;
import dev.sluice.modelbuilder.tiny.TinyModel;
import dev.sluice.worker.chat.ChatInput;
import dev.sluice.worker.models.ModelListing.State;
import dev.sluice.worker.models.ModelProgress.Step;
import dev.sluice.worker.tokens.Tokenizer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelStoreTest {
    private static final Path NATIVES = Path.of("target", "natives");

    @TempDir Path home;

    private final RecordedProgress progress = new RecordedProgress();
    private Path models = Path.of("");
    private Path gguf = Path.of("");

    @BeforeEach
    void writeModel() throws IOException {
        models = home.resolve("models");
        gguf = TinyModel.writeGguf(home.resolve("My Model.Q8_0.gguf"), TinyModel.Spec.llama());
    }

    @Test
    void convertsAModelOfTheCatalogueOnceAndReadsWhatItNeeds() throws Exception {
        // Given
        placeFile();

        // When
        ModelFolder first = store().ensure("tiny", progress);
        FileTime built = Files.getLastModifiedTime(first.folder().resolve(Manifest.FILE_NAME));
        ModelFolder second = store().ensure("tiny", ModelProgress.NONE);

        // Then
        assertThat(progress.steps()).containsExactly(Step.CHECK, Step.BUILD, Step.CHECK);
        assertThat(Files.getLastModifiedTime(second.folder().resolve(Manifest.FILE_NAME)))
                .isEqualTo(built);
        assertThat(second.name()).isEqualTo("tiny");
        assertThat(second.modelFile()).exists();
        assertThat(second.config().layerCount()).isEqualTo(2);
        assertThat(second.config().keyValueHeadCount()).isEqualTo(2);
        assertThat(second.config().headSize()).isEqualTo(16);
        assertThat(second.config().contextTokens()).isEqualTo(512);
        assertThat(second.config().endTokenIds()).isNotEmpty();
    }

    @Test
    void opensTokenizerAndTemplateOfAModel() throws Exception {
        // Given
        placeFile();
        ModelFolder model = store().ensure("tiny", progress);

        // When
        try (Tokenizer tokenizer = model.openTokenizer(NATIVES)) {
            var prompt =
                    model.openChatTemplate()
                            .render(
                                    ChatInput.of(
                                            List.of(
                                                    Map.of(
                                                            "role",
                                                            "user",
                                                            "content",
                                                            "a<|im_end|>"))),
                                    model.templateTokens(),
                                    LocalDateTime.of(2026, 7, 5, 9, 5));
            int[] ids = tokenizer.encodePrompt(prompt);

            // Then
            int turnEnd = model.config().endTokenIds().getFirst();
            assertThat(prompt.text()).contains("user\na<|im_end|><|im_end|>");
            assertThat(java.util.Arrays.stream(ids).filter(id -> id == turnEnd).count())
                    .isEqualTo(1);
        }
    }

    @Test
    void namesAModelAfterItsFileAndMakesItAgainWhenTheFileChanges() throws Exception {
        // When
        ModelFolder first = store().ensure(gguf.toString(), progress);
        ModelFolder again = store().ensure(gguf.toString(), progress);
        TinyModel.writeGguf(gguf, TinyModel.Spec.llama().withSeed(2));
        ModelFolder changed = store().ensure(gguf.toString(), progress);

        // Then
        assertThat(first.name()).isEqualTo("my-model.q8_0");
        assertThat(again.manifest()).isEqualTo(first.manifest());
        assertThat(changed.manifest().source()).isNotEqualTo(first.manifest().source());
        assertThat(store().list()).extracting(ModelListing::name).contains("my-model.q8_0");
        assertThat(store().ensure("my-model.q8_0", progress).manifest())
                .isEqualTo(changed.manifest());
    }

    @Test
    void keepsWhatIsForACpuAndWhatIsForAGpuSideBySide() throws Exception {
        // Given
        placeFile();

        // When
        ModelFolder cpu = store().ensure("tiny", progress);
        ModelFolder cuda = store(ModelVariant.CUDA).ensure("tiny", progress);

        // Then
        assertThat(cpu.folder()).isEqualTo(models.resolve("tiny"));
        assertThat(cuda.folder()).isEqualTo(models.resolve("tiny.cuda"));
        assertThat(cuda.name()).isEqualTo("tiny");
        // One lock for both: they fetch the same file.
        assertThat(models.resolve(".tiny.lock")).exists();
        assertThat(models.resolve(".tiny.cuda.lock")).doesNotExist();
        assertThat(cpu.config().keyValueType()).isEqualTo("float32");
        assertThat(cuda.config().keyValueType()).isEqualTo("float16");
        assertThat(store().ensure("tiny", progress).folder()).isEqualTo(cpu.folder());
        assertThat(store(ModelVariant.CUDA).ensure("tiny", progress).folder())
                .isEqualTo(cuda.folder());
        assertThat(store().list())
                .extracting(ModelListing::name)
                .containsExactly("tiny", "tiny.cuda");
        assertThat(store().verify("tiny.cuda")).isEmpty();
        assertThat(store().remove("tiny.cuda")).isTrue();
        assertThat(cuda.folder()).doesNotExist();
        assertThat(cpu.folder()).exists();
    }

    @Test
    void refusesAFolderThatIsForTheOtherDevice() throws Exception {
        // Given
        Path cpu = home.resolve("for-cpu");
        Path cuda = home.resolve("for-cuda");
        TinyModel.writeFolder(cpu, TinyModel.Spec.llama());
        TinyModel.writeFolder(
                cuda, TinyModel.Spec.llama(), ModelVariant.CUDA.options(BuildOptions.defaults()));

        // When / Then
        assertThatThrownBy(() -> store(ModelVariant.CUDA).ensure(cpu.toString(), progress))
                .isInstanceOf(SluiceException.class)
                .hasMessage(
                        "model for-cpu in "
                                + cpu
                                + " has keys and values in float32, device cuda needs float16:"
                                + " build it with ./sluice models build --device cuda --out FOLDER"
                                + " FILE.gguf");
        assertThatThrownBy(() -> store().ensure(cuda.toString(), progress))
                .isInstanceOf(SluiceException.class)
                .hasMessageEndingWith(
                        "has keys and values in float16, device cpu needs float32: build it with"
                                + " ./sluice models build --out FOLDER FILE.gguf");
        assertThat(store(ModelVariant.CUDA).ensure(cuda.toString(), progress).folder())
                .isEqualTo(cuda);
    }

    @Test
    void saysHowToBuildWhatIsHereForTheOtherDeviceOnly() {
        // Given
        store().ensure(gguf.toString(), progress);

        // When / Then
        assertThatThrownBy(() -> store(ModelVariant.CUDA).ensure("my-model.q8_0", progress))
                .isInstanceOf(SluiceException.class)
                .hasMessage(
                        "model my-model.q8_0 is in "
                                + models
                                + ", but not for device cuda: build it with ./sluice models build"
                                + " --device cuda FILE.gguf, of the file that it was made of");
    }

    @Test
    void namesTheCommandThatRepairsWhatIsForAGpu() throws Exception {
        // Given
        placeFile();
        ModelFolder cuda = store(ModelVariant.CUDA).ensure("tiny", progress);
        flipByte(cuda.folder().resolve("model.onnx.data"));

        // When / Then
        assertThatThrownBy(() -> store(ModelVariant.CUDA).ensure("tiny", progress))
                .isInstanceOf(SluiceException.class)
                .hasMessageEndingWith(
                        "repair it with ./sluice models pull --device cuda --force tiny, or"
                                + " ./sluice models remove tiny.cuda");
        assertThat(ModelVariant.CPU.repairCommand("tiny.cuda"))
                .isEqualTo("./sluice models pull --device cuda --force tiny");
        assertThat(ModelVariant.CPU.repairCommand("tiny"))
                .isEqualTo("./sluice models pull --force tiny");
    }

    @Test
    void takesAModelFolderByItsPath() throws Exception {
        Path folder = home.resolve("elsewhere");
        TinyModel.writeFolder(folder, TinyModel.Spec.llama());
        assertThat(store().ensure(folder.toString(), progress).folder()).isEqualTo(folder);
    }

    @Test
    void refusesADamagedModelWithBothHashesAndTheRemedy() throws Exception {
        // Given
        placeFile();
        ModelFolder model = store().ensure("tiny", progress);
        Manifest.FileEntry weights =
                model.manifest().files().stream()
                        .max(java.util.Comparator.comparingLong(Manifest.FileEntry::bytes))
                        .orElseThrow();
        flipByte(model.folder().resolve(weights.path()));
        String actual = FileHash.sha256(model.folder().resolve(weights.path()), _ -> {});

        // When / Then
        assertThatThrownBy(() -> store().ensure("tiny", progress))
                .isInstanceOfSatisfying(
                        SluiceException.class,
                        e -> assertThat(e.errorCode()).isEqualTo(ErrorCode.ENGINE_FAILED))
                .hasMessageContaining("model tiny is damaged: " + weights.path())
                .hasMessageContaining(actual)
                .hasMessageContaining(weights.sha256())
                .hasMessageContaining("./sluice models pull --force tiny")
                .hasMessageNotContaining("\n");
        assertThat(store().verify("tiny"))
                .hasSize(1)
                .first()
                .isInstanceOf(FileProblem.Changed.class);

        // And the remedy helps.
        store().pull("tiny", PullOptions.DEFAULT.withForce(), progress);
        assertThat(store().verify("tiny")).isEmpty();
    }

    @Test
    void refusesAModelWithAMissingFileOrABrokenManifest() throws Exception {
        placeFile();
        Path folder = store().ensure("tiny", progress).folder();
        Files.delete(folder.resolve("tokenizer.json"));
        assertThatThrownBy(() -> store().ensure("tiny", progress))
                .hasMessageContaining("tokenizer.json is missing");
        Files.writeString(folder.resolve(Manifest.FILE_NAME), "{");
        assertThatThrownBy(() -> store().ensure("tiny", progress))
                .hasMessageContaining("model tiny cannot be verified: ")
                .hasMessageContaining("--force tiny");
    }

    @Test
    void pullsAFileFromAUrl() throws Exception {
        try (SimFileServer server = new SimFileServer(Files.readAllBytes(gguf))) {
            URI url = server.uri("/file/From-Web.gguf");
            ModelFolder model = store().pull(url.toString(), PullOptions.DEFAULT, progress);
            assertThat(model.name()).isEqualTo("from-web");

            PullOptions wrong =
                    new PullOptions(Optional.of("named"), Optional.of("1".repeat(64)), false);
            assertThatThrownBy(() ->
                            store().pull(server.uri("/file/x.gguf").toString(), wrong, progress))
                    .hasMessageContaining("refused, it has SHA-256 ");
            assertThatThrownBy(() ->
                            store().pull(server.uri("/").toString(), PullOptions.DEFAULT, progress))
                    .hasMessageContaining("cannot be pulled");
        }
    }

    @Test
    void listsWhatIsBuiltFetchedAndKnown() throws Exception {
        assertThat(stateOf("tiny")).isEqualTo(State.AVAILABLE);
        placeFile();
        assertThat(stateOf("tiny")).isEqualTo(State.FETCHED);
        store().ensure("tiny", progress);
        assertThat(stateOf("tiny")).isEqualTo(State.BUILT);
        assertThat(store().list())
                .filteredOn(ModelListing::isDefault)
                .extracting(ModelListing::name)
                .containsExactly("tiny");
    }

    @Test
    void removesAModelAndItsFile() throws Exception {
        placeFile();
        store().ensure("tiny", progress);
        assertThat(store().remove("tiny")).isTrue();
        assertThat(stateOf("tiny")).isEqualTo(State.AVAILABLE);
        assertThat(models.resolve("tiny.gguf")).doesNotExist();
        assertThat(store().remove("tiny")).isFalse();
    }

    @Test
    void saysWhatItKnowsWhenAModelIsUnknown() {
        assertThatThrownBy(() -> store().ensure("gpt-9", progress))
                .isInstanceOfSatisfying(
                        SluiceException.class,
                        e -> assertThat(e.errorCode()).isEqualTo(ErrorCode.MODEL_NOT_FOUND))
                .hasMessageContaining("model 'gpt-9' is neither in the catalogue (tiny)");
        assertThatThrownBy(() -> store().ensure("nowhere/x.gguf", progress))
                .hasMessage("file nowhere/x.gguf does not exist");
        assertThatThrownBy(() -> store().ensure("../etc", progress))
                .hasMessageContaining("is no model name");
        assertThatThrownBy(() -> store().remove("../x")).hasMessageContaining("is no model name");
    }

    @Test
    void refusesAFileThatIsNoModelWithOneClearLine() throws Exception {
        Path file = Files.writeString(home.resolve("bad.gguf"), "not a model");
        assertThatThrownBy(() -> store().ensure(file.toString(), progress))
                .isInstanceOf(SluiceException.class)
                .hasMessageStartingWith("model bad cannot be built: ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void buildsOnceWhenManyAskAtTheSameTime() throws Exception {
        // Given
        placeFile();
        List<RecordedProgress> all = new ArrayList<>();

        // When
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<ModelFolder>> answers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                RecordedProgress own = new RecordedProgress();
                all.add(own);
                answers.add(threads.submit(() -> store().ensure("tiny", own)));
            }
            for (Future<ModelFolder> answer : answers) {
                assertThat(answer.get().name()).isEqualTo("tiny");
            }
        }

        // Then
        assertThat(all).filteredOn(own -> own.steps().contains(Step.BUILD)).hasSize(1);
        assertThat(store().verify("tiny")).isEmpty();
    }

    private State stateOf(String name) {
        return store().list().stream()
                .filter(listing -> listing.name().equals(name))
                .map(ModelListing::state)
                .findFirst()
                .orElseThrow();
    }

    private void placeFile() throws IOException {
        Files.createDirectories(models);
        Files.copy(gguf, models.resolve("tiny.gguf"));
    }

    private ModelStore store() {
        return store(ModelVariant.CPU);
    }

    private ModelStore store(ModelVariant variant) {
        try {
            CatalogueModel tiny =
                    new CatalogueModel(
                            "tiny",
                            "for tests",
                            "tiny.gguf",
                            OptionalLong.of(Files.size(gguf)),
                            Optional.of(FileHash.sha256(gguf, _ -> {})),
                            List.of());
            HttpDownload http = new HttpDownload(HttpDownload.Timeouts.DEFAULT);
            ModelFetch fetch =
                    new ModelFetch(models, "http://127.0.0.1:1", http, new PipDownload(List.of()));
            Catalogue catalogue = new Catalogue("tiny", Map.of("tiny", tiny));
            return new ModelStore(models, catalogue, fetch, BuildOptions.defaults(), variant);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void flipByte(Path file) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.seek(access.length() / 2);
            int value = access.read();
            access.seek(access.length() / 2);
            access.write(value ^ 1);
        }
    }
}
