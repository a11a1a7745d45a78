package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.docs.SourceFiles;
import dev.sluice.it.mesh.Folders;
import dev.sluice.it.mesh.MeshProcess;
import dev.sluice.it.mesh.MeshProcess.Launch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The commands that the documents show are commands that the program has.
class CommandHelpIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Pattern COMMAND = Pattern.compile("\\./sluice ([a-z][a-z-]*)");

    /// Understood by the launcher itself.
    private static final Set<String> OF_THE_LAUNCHER = Set.of("test");

    @Test
    void everyCommandInTheDocumentsIsInTheHelp() {
        // Given
        SortedSet<String> shown = commandsInDocuments();
        shown.removeAll(OF_THE_LAUNCHER);
        Path home = Folders.newHome("help");

        // When
        String help = outOf(home, "--help");

        // Then
        var missing = new ArrayList<>(shown);
        missing.removeIf(command -> help.matches("(?s).*\\n  " + command + "\\s.*"));
        assertThat(missing).as(help).isEmpty();
        assertThat(home).isEmptyDirectory();
        Folders.delete(home);
    }

    @Test
    void eachProgramOfAServiceHasHelpOfItsOwn() {
        // Given
        Path home = Folders.newHome("help");

        // Then
        for (String service : List.of("gateway", "masking", "scheduler", "gpu-worker", "audit")) {
            assertThat(outOf(home, "run", service, "--help"))
                    .as(service)
                    .contains("--kafka", "--port", "./sluice run " + service);
        }
        Folders.delete(home);
    }

    private static SortedSet<String> commandsInDocuments() {
        return SourceFiles.documents().stream()
                .flatMap(file -> COMMAND.matcher(SourceFiles.read(file)).results())
                .map(result -> result.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String outOf(Path home, String... arguments) {
        try (var program = MeshProcess.start(Launch.of("help", home, arguments))) {
            assertThat(program.exitCode(PATIENCE)).as(program.err()).isZero();
            return program.out();
        }
    }
}
