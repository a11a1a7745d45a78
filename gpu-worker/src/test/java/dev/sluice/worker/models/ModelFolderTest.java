package dev.sluice.worker.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contracts.SluiceException;
import dev.sluice.modelbuilder.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFolderTest {
    private static final String CONFIG =
            """
            {"num_hidden_layers":3,"num_attention_heads":8,"hidden_size":64,"vocab_size":100,
             "max_position_embeddings":256,"eos_token_id":2}
            """;

    @TempDir Path folder;

    @Test
    void fillsInWhatAConfigLeavesOut() throws Exception {
        // When
        ModelFolder model = read(CONFIG);

        // Then
        assertThat(model.config().keyValueHeadCount()).isEqualTo(8);
        assertThat(model.config().headSize()).isEqualTo(8);
        assertThat(model.config().beginningTokenId()).isEmpty();
        assertThat(model.config().endTokenIds()).containsExactly(2);
        assertThat(model.chatTemplate()).isEmpty();
        assertThat(model.generation().temperature()).isEmpty();
        assertThatThrownBy(model::openChatTemplate).hasMessage("model m has no chat template");
    }

    @Test
    void readsTokensAndTemplatesInEitherForm() throws Exception {
        write(
                "tokenizer_config.json",
                """
                {"bos_token":{"content":"<s>"},"eos_token":"</s>",
                 "chat_template":[{"name":"tool_use","template":"T"},{"name":"default","template":"D"}]}
                """);
        ModelFolder model = read(CONFIG.replace(":2}", ":[2,5],\"bos_token_id\":1}"));
        assertThat(model.templateTokens().beginning()).isEqualTo("<s>");
        assertThat(model.templateTokens().end()).isEqualTo("</s>");
        assertThat(model.config().endTokenIds()).containsExactly(2, 5);
        assertThat(model.config().beginningTokenId()).hasValue(1);
        assertThat(model.chatTemplate()).hasValue("D");
        write("chat_template.jinja", "J");
        assertThat(read(CONFIG).chatTemplate()).hasValue("J");
    }

    @Test
    void readsHowTheMakersSample() throws Exception {
        write("generation_config.json", "{\"temperature\":0.6,\"top_p\":0.95,\"top_k\":20}");
        GenerationDefaults defaults = read(CONFIG).generation();
        assertThat(defaults.temperature()).hasValue(0.6);
        assertThat(defaults.topP()).hasValue(0.95);
        assertThat(defaults.topK()).hasValue(20);
        assertThat(defaults.repetitionPenalty()).isEmpty();
    }

    @Test
    void namesTheFolderAndTheFieldThatIsWrong() {
        assertThatThrownBy(() -> read("{\"num_attention_heads\":0}"))
                .isInstanceOf(SluiceException.class)
                .hasMessageContaining(
                        "model folder " + folder + " cannot be read: 'num_attention_heads' is 0");
        assertThatThrownBy(() -> ModelFolder.read(folder.resolve("none")))
                .hasMessageContaining("no such file");
    }

    private ModelFolder read(String config) throws IOException {
        write("config.json", config);
        new Manifest(
                        "m",
                        Manifest.FORMAT_VERSION,
                        new Manifest.Source("0".repeat(64), 1),
                        List.of())
                .write(folder);
        return ModelFolder.read(folder);
    }

    private void write(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }
}
