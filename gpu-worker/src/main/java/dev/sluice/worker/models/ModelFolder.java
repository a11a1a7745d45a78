package dev.sluice.worker.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import dev.sluice.modelbuilder.Manifest;
import dev.sluice.worker.chat.ChatTemplate;
import dev.sluice.worker.chat.TemplateTokens;
import dev.sluice.worker.tokens.ControlTokens;
import dev.sluice.worker.tokens.TokenBytes;
import dev.sluice.worker.tokens.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// A model that is ready to be loaded: its folder and what the small files in it say. Immutable.
///
/// @param chatTemplate the template's source; empty for a model that was not made for chats
public record ModelFolder(
        String name,
        Path folder,
        Manifest manifest,
        ModelConfig config,
        GenerationDefaults generation,
        TemplateTokens templateTokens,
        Optional<String> chatTemplate) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// Reads a model folder without verifying the large files.
    public static ModelFolder read(Path folder) {
        try {
            Manifest manifest = Manifest.read(folder);
            JsonNode tokenizer = optionalJson(folder, "tokenizer_config.json");
            return new ModelFolder(
                    manifest.name(),
                    folder,
                    manifest,
                    ModelConfig.of(JSON.readTree(folder.resolve("config.json").toFile())),
                    GenerationDefaults.of(optionalJson(folder, "generation_config.json")),
                    new TemplateTokens(
                            tokenText(tokenizer.path("bos_token")),
                            tokenText(tokenizer.path("eos_token"))),
                    chatTemplate(folder, tokenizer));
        } catch (IOException | RuntimeException e) {
            throw new SluiceException(
                    ErrorCode.ENGINE_FAILED,
                    "model folder " + folder + " cannot be read: " + Failures.reason(e),
                    e);
        }
    }

    /// The ONNX graph; its weights lie beside it.
    public Path modelFile() {
        return folder.resolve("model.onnx");
    }

    public Path tokenizerFile() {
        return folder.resolve("tokenizer.json");
    }

    /// Opens the tokenizer; the caller closes it.
    ///
    /// @param nativeFolder where native libraries are kept between runs
    public Tokenizer openTokenizer(Path nativeFolder) {
        TokenBytes bytes = tokenBytes();
        ControlTokens controls = ControlTokens.of(bytes, chatTemplate.orElse(""));
        return Tokenizer.open(tokenizerFile(), bytes, controls, nativeFolder);
    }

    /// The parsed chat template; fails with a sentence for a model without one.
    public ChatTemplate openChatTemplate() {
        return ChatTemplate.parse(
                chatTemplate.orElseThrow(() ->
                        new SluiceException(
                                ErrorCode.ENGINE_FAILED,
                                "model " + name + " has no chat template")));
    }

    private TokenBytes tokenBytes() {
        try {
            return TokenBytes.of(JSON.readValue(tokenizerFile().toFile(), Map.class));
        } catch (IOException e) {
            throw new SluiceException(
                    ErrorCode.ENGINE_FAILED,
                    tokenizerFile() + " cannot be read: " + Failures.reason(e),
                    e);
        }
    }

    private static JsonNode optionalJson(Path folder, String name) throws IOException {
        Path file = folder.resolve(name);
        return Files.exists(file) ? JSON.readTree(file.toFile()) : MissingNode.getInstance();
    }

    /// A text, or an object that holds it as `content`.
    private static String tokenText(JsonNode token) {
        return token.isObject() ? token.path("content").asText("") : token.asText("");
    }

    private static Optional<String> chatTemplate(Path folder, JsonNode tokenizer)
            throws IOException {
        Path file = folder.resolve("chat_template.jinja");
        if (Files.exists(file)) {
            return Optional.of(Files.readString(file));
        }
        JsonNode template = tokenizer.path("chat_template");
        return template.isArray() ? named(template, "default") : text(template);
    }

    /// Some models have several templates, by name.
    private static Optional<String> named(JsonNode templates, String name) {
        for (JsonNode each : templates) {
            if (each.path("name").asText().equals(name)) {
                return text(each.path("template"));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() ? Optional.of(node.asText()) : Optional.empty();
    }
}
