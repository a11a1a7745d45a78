package dev.sluice.worker.tokens;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/// Two small trained tokenizers: `byte-level` (421 tokens, as in GPT-2, Llama 3, Qwen) and
/// `byte-fallback` (SentencePiece's kind, as in Llama 2).
final class TinyTokenizers {
    static final String TEMPLATE =
            "{% for m in messages %}<|im_start|>{{ m.role }}<｜User｜><think>{% endfor %}";

    /// Shared by all tests of a run; the build folder is cleaned with the rest.
    static final Path NATIVES = Path.of("target", "natives");

    private TinyTokenizers() {}

    static TokenBytes bytes(String name) {
        try {
            return TokenBytes.of(new ObjectMapper().readValue(file(name).toFile(), Map.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Tokenizer open(String name) {
        TokenBytes bytes = bytes(name);
        return Tokenizer.open(file(name), bytes, ControlTokens.of(bytes, TEMPLATE), NATIVES);
    }

    static Path file(String name) {
        try {
            return Path.of(
                    Objects.requireNonNull(TinyTokenizers.class.getResource(name + ".json"))
                            .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
