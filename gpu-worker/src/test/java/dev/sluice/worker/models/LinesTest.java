package dev.sluice.worker.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.modelbuilder.tiny.TinyModel;
import dev.sluice.worker.chat.ChatTemplate;
import dev.sluice.worker.chat.TemplateTokens;
import dev.sluice.worker.tokens.Tokenizer;
import java.nio.file.Path;
import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinesTest {
    private static final String TEMPLATE =
            "{{ bos_token }}{% for m in messages %}{{ m.role }}:{{ m.content }};{% endfor %}{% if"
                + " tools %}{{ tools | tojson }}{% endif %}{{ mood }}{% if add_generation_prompt"
                + " %}>{% endif %}{{ strftime_now('%Y-%m-%d') }}";

    private final RenderLines render =
            new RenderLines(
                    ChatTemplate.parse(TEMPLATE),
                    new TemplateTokens("<s>", "</s>"),
                    LocalDateTime.of(2026, 7, 5, 9, 5));

    @Test
    void rendersALine() throws Exception {
        String answer =
                render.answer(
                        """
                        {"messages":[{"role":"user","content":"é😀","x":null}],"tools":[{"a":1.0}],"mood":"!","add_generation_prompt":true}
                        """);
        assertThat(new ObjectMapper().readTree(answer).get("text").asText())
                .isEqualTo("<s>user:é😀;[{\"a\": 1.0}]!>2026-07-05");
    }

    @Test
    void answersABadLineWithAnErrorAndNothingElse() {
        assertThat(render.answer("{")).startsWith("{\"error\":\"the line is no JSON: ");
        assertThat(render.answer("")).startsWith("{\"error\":");
        assertThat(render.answer("[]")).isEqualTo("{\"error\":\"the line is no JSON object\"}");
        assertThat(render.answer("{} {}")).startsWith("{\"error\":\"the line is no JSON: ");
        assertThat(render.answer("{}"))
                .isEqualTo("{\"error\":\"'messages' must be a list of objects\"}");
        assertThat(render.answer("{\"messages\":[1]}"))
                .isEqualTo("{\"error\":\"'messages' must be a list of objects\"}");
        assertThat(render.answer("{\"messages\":[],\"tools\":{}}"))
                .isEqualTo("{\"error\":\"'tools' must be a list\"}");
        assertThat(render.answer("{\"messages\":[],\"add_generation_prompt\":1}"))
                .isEqualTo("{\"error\":\"'add_generation_prompt' must be true or false\"}");
    }

    @Test
    void answersWithTheTemplatesOwnRefusal() {
        RenderLines refusing =
                new RenderLines(
                        ChatTemplate.parse("{{ raise_exception('no system role') }}"),
                        TemplateTokens.NONE,
                        LocalDateTime.of(2026, 7, 5, 9, 5));
        assertThat(refusing.answer("{\"messages\":[]}"))
                .startsWith("{\"error\":")
                .contains("no system role");
    }

    @Test
    void tokenizesALineWithTheTokenizerOfAGgufFile(@TempDir Path folder) throws Exception {
        Path gguf = TinyModel.writeGguf(folder.resolve("t.gguf"), TinyModel.Spec.llama());
        try (Tokenizer tokenizer = GgufTokenizer.open(gguf, Path.of("target", "natives"))) {
            TokenizeLines lines = new TokenizeLines(tokenizer);
            assertThat(lines.answer("{\"text\":\"a\",\"add_special\":false}"))
                    .matches("\\{\"ids\":\\[\\d+\\]\\}");
            assertThat(lines.answer("{\"text\":\"\"}")).isEqualTo("{\"ids\":[]}");
            assertThat(lines.answer("{\"text\":5}"))
                    .isEqualTo("{\"error\":\"'text' must be a string\"}");
            assertThat(lines.answer("{\"text\":\"a\",\"add_special\":1}"))
                    .isEqualTo("{\"error\":\"'add_special' must be true or false\"}");
            assertThat(lines.answer("nonsense")).startsWith("{\"error\":\"the line is no JSON: ");
        }
    }
}
