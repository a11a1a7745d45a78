package dev.sluice.modelbuilder.tokenizer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.modelbuilder.gguf.GgufFile;
import dev.sluice.modelbuilder.gguf.UnsupportedModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The tokenizer of a GGUF file, ready to be written in the layout that Hugging Face tools read.
public final class TokenizerFiles {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private final Vocabulary vocabulary;
    private final SpecialTokens special;
    private final Scheme scheme;
    private final Optional<String> chatTemplate;

    private TokenizerFiles(
            Vocabulary vocabulary,
            SpecialTokens special,
            Scheme scheme,
            Optional<String> chatTemplate) {
        this.vocabulary = vocabulary;
        this.special = special;
        this.scheme = scheme;
        this.chatTemplate = chatTemplate;
    }

    /// Throws a [dev.sluice.modelbuilder.gguf.ModelFileException] when the vocabulary is damaged or
    /// of an unknown kind.
    public static TokenizerFiles of(GgufFile file) {
        Vocabulary vocabulary = Vocabulary.of(file);
        Optional<String> chatTemplate = file.metadata().textIfPresent("tokenizer.chat_template");
        String kind = file.metadata().text("tokenizer.ggml.model");
        return switch (kind) {
            case "gpt2" -> {
                PreTokenizer words = PreTokenizer.of(file);
                SpecialTokens special = SpecialTokens.of(file, vocabulary, words.wholeWordsFirst());
                Scheme scheme = new ByteLevelScheme(file, vocabulary, words);
                yield new TokenizerFiles(vocabulary, special, scheme, chatTemplate);
            }
            case "llama" -> {
                SpecialTokens special = SpecialTokens.of(file, vocabulary, true);
                Scheme scheme = new SentencePieceScheme(file, vocabulary, special);
                yield new TokenizerFiles(vocabulary, special, scheme, chatTemplate);
            }
            default ->
                    throw new UnsupportedModelException(
                            "%s has tokenizer %s, supported are gpt2, llama"
                                    .formatted(file.name(), kind));
        };
    }

    public SpecialTokens specialTokens() {
        return special;
    }

    public int tokenCount() {
        return vocabulary.size();
    }

    /// Writes tokenizer.json, tokenizer_config.json and, when the model has one,
    /// chat_template.jinja.
    public void write(Path folder, int contextTokens) throws IOException {
        JSON.writeValue(
                folder.resolve("tokenizer.json").toFile(),
                TokenizerJson.build(vocabulary, special, scheme));
        JSON.writerWithDefaultPrettyPrinter()
                .writeValue(
                        folder.resolve("tokenizer_config.json").toFile(), config(contextTokens));
        if (chatTemplate.isPresent()) {
            Files.writeString(folder.resolve("chat_template.jinja"), chatTemplate.get());
        }
    }

    private ObjectNode config(int contextTokens) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put("tokenizer_class", "PreTrainedTokenizerFast");
        putText(config, "bos_token", special.beginning());
        putText(config, "eos_token", special.end());
        putText(config, "unk_token", special.unknown());
        putText(config, "pad_token", special.padding());
        config.put("add_bos_token", special.addsBeginning());
        config.put("add_eos_token", special.addsEnd());
        config.put("clean_up_tokenization_spaces", false);
        return config.put("model_max_length", contextTokens);
    }

    private static void putText(
            ObjectNode config, String name, Optional<SpecialTokens.Token> token) {
        token.ifPresent(present -> config.put(name, present.text()));
    }
}
