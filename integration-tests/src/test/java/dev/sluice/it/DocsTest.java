package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.docs.ConfigKeys;
import dev.sluice.it.docs.ConfigKeys.ConfigKey;
import dev.sluice.it.docs.Reference;
import dev.sluice.it.docs.SourceFiles;
import dev.sluice.it.mesh.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The documents say what is there.
class DocsTest {
    private static final String WRITE_PROPERTY = "sluice.docs.write";
    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)(?:#[^)]*)?\\)");
    private static final Pattern NAMED_FILE =
            Pattern.compile("`([\\w./-]+\\.(?:java|json|properties|sql|xml|yaml|md|sh))`");

    static Stream<Path> documents() {
        return SourceFiles.documents().stream();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void linksLeadToFilesThatExist(Path document) {
        // When
        List<String> broken =
                found(LINK, SourceFiles.read(document))
                        .filter(target -> !target.contains("://"))
                        .filter(target -> !Files.exists(document.resolveSibling(target)))
                        .toList();

        // Then
        assertThat(broken).isEmpty();
    }

    /// Files that the product makes at run time are named in the documents too; those are in
    /// `SLUICE_HOME` or in a model's folder.
    @ParameterizedTest
    @MethodSource("documents")
    void filesThatAreNamedExist(Path document) {
        // Given
        Set<String> names = fileNames();

        // When
        List<String> missing =
                found(NAMED_FILE, SourceFiles.read(document))
                        .filter(name -> !names.contains(lastPart(name)))
                        .filter(name -> !MADE_AT_RUN_TIME.contains(lastPart(name)))
                        .toList();

        // Then
        assertThat(missing).isEmpty();
    }

    private static final Set<String> MADE_AT_RUN_TIME =
            Set.of(
                    "tokenizer.json",
                    "tokenizer_config.json",
                    "manifest.json",
                    "config.json",
                    "model.json");

    private static Set<String> fileNames() {
        return SourceFiles.all().stream()
                .map(file -> file.getFileName().toString())
                .collect(Collectors.toSet());
    }

    private static String lastPart(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "contracts",
                "grammar",
                "runtime",
                "model-builder",
                "gateway",
                "masking",
                "scheduler",
                "gpu-worker",
                "audit",
                "deploy/standalone",
                "integration-tests"
            })
    void everyModuleHasAReadme(String module) {
        assertThat(Checkout.root().resolve(module).resolve("README.md")).isNotEmptyFile();
    }

    @Test
    void theReferenceIsWhatTheSourcesSay() throws IOException {
        // Given
        Path file = Checkout.root().resolve(Reference.FILE);

        // When
        String expected = Reference.text();
        if (Boolean.getBoolean(WRITE_PROPERTY)) {
            Files.writeString(file, expected);
        }

        // Then
        assertThat(file).hasContent(expected.stripTrailing());
    }

    @Test
    void everyConfigurationKeyIsExplained() {
        // When
        List<ConfigKey> keys = ConfigKeys.all();

        // Then
        assertThat(keys).hasSizeGreaterThan(10).allMatch(key -> !key.about().isBlank());
    }

    private static Stream<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(result -> result.group(1));
    }

    @Test
    void documentsNameNoFolderOfOneMachine() {
        // Given
        Pattern machine = Pattern.compile("(?<![\\w.])/(?:home|root|Users|work)/\\w+");

        // When
        List<String> named =
                SourceFiles.documents().stream()
                        .map(SourceFiles::read)
                        .map(machine::matcher)
                        .filter(Matcher::find)
                        .map(Matcher::group)
                        .toList();

        // Then
        assertThat(named).isEmpty();
    }
}
