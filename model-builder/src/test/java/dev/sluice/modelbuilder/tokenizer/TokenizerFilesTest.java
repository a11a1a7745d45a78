package dev.sluice.modelbuilder.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.modelbuilder.gguf.DamagedModelException;
import dev.sluice.modelbuilder.gguf.GgufFile;
import dev.sluice.modelbuilder.gguf.UnsupportedModelException;
import dev.sluice.modelbuilder.tiny.GgufWriter;
import dev.sluice.modelbuilder.tiny.TinyModel;
import dev.sluice.modelbuilder.tiny.TinyVocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenizerFilesTest {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    @TempDir Path folder;

    @Test
    void writesAByteLevelTokenizer() throws IOException {
        // Given
        GgufWriter gguf = TinyModel.gguf(TinyModel.Spec.llama());

        // When
        JsonNode tokenizer = write(gguf);

        // Then
        assertThat(tokenizer.path("truncation").isNull()).isTrue();
        assertThat(tokenizer.path("padding").isNull()).isTrue();
        assertThat(tokenizer.path("normalizer").isNull()).isTrue();
        assertThat(tokenizer.path("post_processor").isNull()).isTrue();
        assertThat(tokenizer.at("/decoder/type").asText()).isEqualTo("ByteLevel");
        assertThat(tokenizer.at("/model/type").asText()).isEqualTo("BPE");
        assertThat(tokenizer.at("/model/ignore_merges").asBoolean()).isFalse();
        assertThat(tokenizer.at("/model/vocab")).hasSize(TinyVocabulary.tokens().size());
        assertThat(tokenizer.at("/model/vocab/Ġthe").asInt())
                .isEqualTo(TinyVocabulary.tokens().indexOf("Ġthe"));
        assertThat(tokenizer.at("/model/merges")).hasSize(TinyVocabulary.merges().size());
        assertThat(texts(tokenizer.at("/model/merges/0"))).containsExactly("Ġ", "t");
    }

    @Test
    void marksControlTokensAsSpecial() throws IOException {
        // Given
        GgufWriter gguf = TinyModel.gguf(TinyModel.Spec.llama());

        // When
        JsonNode added = write(gguf).path("added_tokens");

        // Then
        assertThat(added.findValuesAsText("content"))
                .containsExactly("<|endoftext|>", "<|im_start|>", "<|im_end|>");
        assertThat(added.findValues("special")).allMatch(JsonNode::asBoolean);
        assertThat(added.findValues("normalized")).noneMatch(JsonNode::asBoolean);
        assertThat(added.at("/2/id").asInt()).isEqualTo(TinyVocabulary.TURN_END);
    }

    @Test
    void writesTheChatTemplateAndTheSpecialTokens() throws IOException {
        // Given
        GgufWriter gguf = TinyModel.gguf(TinyModel.Spec.llama());

        // When
        write(gguf);

        // Then
        JsonNode config = JSON.readTree(folder.resolve("tokenizer_config.json").toFile());
        assertThat(config.path("bos_token").asText()).isEqualTo("<|im_start|>");
        assertThat(config.path("eos_token").asText()).isEqualTo("<|im_end|>");
        assertThat(config.path("unk_token").asText()).isEqualTo("<|endoftext|>");
        assertThat(config.path("add_bos_token").asBoolean()).isFalse();
        assertThat(config.path("model_max_length").asInt()).isEqualTo(512);
        assertThat(folder.resolve("chat_template.jinja"))
                .hasContent(TinyModel.CHAT_TEMPLATE)
                .content()
                .contains("'\\n'");
    }

    @Test
    void endsAnswersAtTheEndOfTurnToo() throws IOException {
        // Given: the file's own end is the end of a text, chats end with <|im_end|>
        GgufWriter gguf =
                vocabulary("gpt2", List.of("<|endoftext|>", "<|im_end|>", "a"), List.of(3, 3, 1))
                        .texts("tokenizer.ggml.merges", List.of())
                        .whole("tokenizer.ggml.eos_token_id", 0);

        // When
        SpecialTokens special = open(gguf).specialTokens();

        // Then
        assertThat(special.ends())
                .containsExactly(
                        new SpecialTokens.Token(0, "<|endoftext|>"),
                        new SpecialTokens.Token(1, "<|im_end|>"));
        assertThat(special.end()).contains(new SpecialTokens.Token(0, "<|endoftext|>"));
    }

    @ParameterizedTest
    @CsvSource({
        "smollm, Digits ByteLevel, false",
        "gpt-2, ByteLevel, false",
        "qwen2, Split ByteLevel, false",
        "deepseek-r1-qwen, Split ByteLevel, false",
        "llama-bpe, Split ByteLevel, true",
        "deepseek-v3, Split Split Split ByteLevel, false"
    })
    void choosesThePreTokenizerByName(String name, String steps, boolean wholeWordsFirst)
            throws IOException {
        // Given
        GgufWriter gguf =
                vocabulary("gpt2", List.of("a"), List.of(1))
                        .text("tokenizer.ggml.pre", name)
                        .texts("tokenizer.ggml.merges", List.of());

        // When
        JsonNode tokenizer = write(gguf);

        // Then
        JsonNode sequence = tokenizer.at("/pre_tokenizer/pretokenizers");
        assertThat(String.join(" ", sequence.findValuesAsText("type"))).isEqualTo(steps);
        boolean usesOwnPattern = sequence.path(sequence.size() - 1).path("use_regex").asBoolean();
        assertThat(usesOwnPattern).isEqualTo(!steps.contains("Split"));
        assertThat(tokenizer.at("/model/ignore_merges").asBoolean()).isEqualTo(wholeWordsFirst);
    }

    @Test
    void leavesOutMergesOfUnknownTokens() throws IOException {
        // Given
        GgufWriter gguf =
                vocabulary("gpt2", List.of("a", "b", "ab"), List.of(1, 1, 1))
                        .texts("tokenizer.ggml.merges", List.of("a b", "b a", "ab c"));

        // When
        JsonNode merges = write(gguf).at("/model/merges");

        // Then
        assertThat(merges).hasSize(1);
        assertThat(texts(merges.path(0))).containsExactly("a", "b");
    }

    @Test
    void startsTextsWithTheBeginningTokenWhereTheModelWantsIt() throws IOException {
        // Given
        GgufWriter gguf =
                vocabulary("gpt2", List.of("<|begin_of_text|>", "a"), List.of(3, 1))
                        .text("tokenizer.ggml.pre", "llama-bpe")
                        .texts("tokenizer.ggml.merges", List.of())
                        .whole("tokenizer.ggml.bos_token_id", 0);

        // When
        JsonNode processor = write(gguf).path("post_processor");

        // Then
        assertThat(processor.path("type").asText()).isEqualTo("TemplateProcessing");
        assertThat(processor.at("/single/0/SpecialToken/id").asText())
                .isEqualTo("<|begin_of_text|>");
        assertThat(processor.at("/single/1/Sequence/id").asText()).isEqualTo("A");
        assertThat(processor.at("/special_tokens/<|begin_of_text|>/ids/0").asInt()).isZero();
    }

    @Test
    void derivesSentencePieceMergesFromScores() throws IOException {
        // Given
        GgufWriter gguf =
                vocabulary(
                                "llama",
                                List.of("<unk>", "<s>", "</s>", "<0x0A>", "a", "b", "ab", "aba"),
                                List.of(2, 3, 3, 6, 1, 1, 1, 1))
                        .reals("tokenizer.ggml.scores", List.of(0f, 0f, 0f, 0f, -1f, -2f, -4f, -3f))
                        .whole("tokenizer.ggml.bos_token_id", 1)
                        .whole("tokenizer.ggml.eos_token_id", 2)
                        .whole("tokenizer.ggml.unknown_token_id", 0);

        // When
        JsonNode tokenizer = write(gguf);

        // Then: "aba" scores better than "ab", so its only split into known parts comes first
        JsonNode model = tokenizer.path("model");
        assertThat(model.path("merges")).hasSize(2);
        assertThat(texts(model.at("/merges/0"))).containsExactly("ab", "a");
        assertThat(texts(model.at("/merges/1"))).containsExactly("a", "b");
        assertThat(model.path("byte_fallback").asBoolean()).isTrue();
        assertThat(model.path("unk_token").asText()).isEqualTo("<unk>");
        assertThat(tokenizer.path("pre_tokenizer").isNull()).isTrue();
        assertThat(tokenizer.at("/normalizer/normalizers").findValuesAsText("type"))
                .containsExactly("Prepend", "Replace");
        assertThat(tokenizer.at("/decoder/decoders").findValuesAsText("type"))
                .containsExactly("Replace", "ByteFallback", "Fuse", "Strip");
        assertThat(tokenizer.at("/post_processor/single/0/SpecialToken/id").asText())
                .isEqualTo("<s>");
    }

    @Test
    void namesWhatItDoesNotKnow() throws IOException {
        // Given
        GgufWriter kind = vocabulary("bert", List.of("a"), List.of(1));
        GgufWriter words =
                vocabulary("gpt2", List.of("a"), List.of(1)).text("tokenizer.ggml.pre", "tekken");

        // When / Then
        assertThatThrownBy(() -> open(kind))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage("test.gguf has tokenizer bert, supported are gpt2, llama");
        assertThatThrownBy(() -> open(words))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageStartingWith(
                        "test.gguf has pre-tokenizer tekken, supported are default, gpt-2,");
    }

    @Test
    void refusesVocabulariesThatContradictThemselves() throws IOException {
        // Given
        GgufWriter types = vocabulary("gpt2", List.of("a", "b"), List.of(1));
        GgufWriter role =
                vocabulary("gpt2", List.of("a"), List.of(1))
                        .whole("tokenizer.ggml.eos_token_id", 1);

        // When / Then
        assertThatThrownBy(() -> open(types))
                .isInstanceOf(DamagedModelException.class)
                .hasMessage("test.gguf is damaged: it has 2 tokens but 1 token types");
        assertThatThrownBy(() -> open(role))
                .isInstanceOf(DamagedModelException.class)
                .hasMessage(
                        "test.gguf is damaged: tokenizer.ggml.eos_token_id is 1, the vocabulary has"
                                + " 1 tokens");
    }

    private static GgufWriter vocabulary(
            String kind, List<String> tokens, List<Integer> tokenTypes) {
        return new GgufWriter()
                .text("tokenizer.ggml.model", kind)
                .texts("tokenizer.ggml.tokens", tokens)
                .wholes("tokenizer.ggml.token_type", tokenTypes);
    }

    private TokenizerFiles open(GgufWriter gguf) throws IOException {
        try (GgufFile file = GgufFile.open(gguf.write(folder.resolve("test.gguf")))) {
            return TokenizerFiles.of(file);
        }
    }

    private JsonNode write(GgufWriter gguf) throws IOException {
        open(gguf).write(folder, 512);
        return JSON.readTree(Files.readString(folder.resolve("tokenizer.json")));
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asText).toList();
    }
}
