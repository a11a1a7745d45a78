package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.client.Chat;
import dev.sluice.it.mesh.Checkout;
import dev.sluice.it.mesh.Folders;
import dev.sluice.it.mesh.FreePorts;
import dev.sluice.it.mesh.MeshProcess;
import dev.sluice.it.mesh.MeshProcess.Launch;
import dev.sluice.it.mesh.OnRealMesh;
import dev.sluice.it.mesh.RealMesh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What an operator gets wrong: one line that says what to do, exit code 1, nothing harmed.
@OnRealMesh
class OperatorErrorsIT {
    private static final Duration END_PATIENCE = Duration.ofMinutes(1);
    private static final Pattern SHA_256 = Pattern.compile("\\b[0-9a-f]{64}\\b");

    private final RealMesh mesh;

    OperatorErrorsIT(RealMesh mesh) {
        this.mesh = mesh;
    }

    @Test
    void aSecondStartOnTheSameHome() {
        // When
        String line = lineOfFailing(mesh.home(), FreePorts.take());

        // Then
        assertThat(line).contains(mesh.home().toString());
        assertThat(mesh.gateway().chat(Chat.of(mesh.model(), "hi").maxTokens(4)).status())
                .isEqualTo(200);
    }

    @Test
    void aPortThatIsInUse() {
        // Given
        int port = mesh.gateway().address().getPort();
        Path home = Folders.newHome("port-in-use");

        // When
        String line = lineOfFailing(home, port);

        // Then
        assertThat(line).contains(Integer.toString(port), "--port");
    }

    /// Root may write anywhere, so a file stands where the folder should be.
    @Test
    void aHomeThatCannotBeWritten() throws IOException {
        // Given
        Path file = Files.createTempFile(Checkout.scratch("homes"), "no-folder", "");

        // When
        String line = lineOfFailing(file, FreePorts.take());

        // Then
        assertThat(line).contains("SLUICE_HOME", file.toString());
        assertThat(file).isRegularFile().isEmptyFile();
    }

    @Test
    void aDamagedModelFileIsRefusedWithBothHashes() throws IOException {
        // Given
        Path home = Folders.newHome("damaged");
        Folders.link(Folders.sharedModels(), home.resolve("models"));
        Path damaged = damageLargestFile(home.resolve("models").resolve(mesh.model()));

        // When
        String line = lineOfFailing(home, FreePorts.take());

        // Then
        List<String> hashes = SHA_256.matcher(line).results().map(MatchResult::group).toList();
        assertThat(hashes).as(line).hasSize(2).doesNotHaveDuplicates();
        assertThat(line).contains(damaged.getFileName().toString());
        assertThat(damaged).exists();
        Folders.delete(home);
    }

    private static Path damageLargestFile(Path model) throws IOException {
        Path largest;
        try (Stream<Path> files = Files.list(model)) {
            largest =
                    files.max(Comparator.comparingLong(file -> file.toFile().length()))
                            .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(largest);
        bytes[bytes.length / 2] ^= 1;
        // The original shares its bytes with the link: it is replaced, not written to.
        Files.delete(largest);
        return Files.write(largest, bytes);
    }

    private static String lineOfFailing(Path home, int port) {
        try (var up =
                MeshProcess.start(Launch.of("up", home, "up", "--port", Integer.toString(port)))) {
            int exitCode = up.exitCode(END_PATIENCE);
            assertThat(exitCode).as(up.err()).isEqualTo(1);
            assertThat(up.errLines()).hasSize(1);
            return up.errLines().getFirst();
        }
    }
}
