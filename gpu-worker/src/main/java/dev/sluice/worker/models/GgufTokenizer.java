package dev.sluice.worker.models;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import dev.sluice.modelbuilder.gguf.GgufFile;
import dev.sluice.modelbuilder.gguf.ModelFileException;
import dev.sluice.modelbuilder.tokenizer.TokenizerFiles;
import dev.sluice.worker.tokens.ControlTokens;
import dev.sluice.worker.tokens.TokenBytes;
import dev.sluice.worker.tokens.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// The tokenizer of a GGUF file that is not in the store: `models tokenize --file`.
public final class GgufTokenizer {
    private GgufTokenizer() {}

    /// Opens the tokenizer; the caller closes it. Nothing is left on disk but the native library.
    public static Tokenizer open(Path gguf, Path nativeFolder) {
        try (GgufFile file = GgufFile.open(gguf)) {
            Path work = Files.createTempDirectory("sluice-tokenizer-");
            try {
                // The context length only goes into a file that is not read here.
                TokenizerFiles.of(file).write(work, 1);
                Path json = work.resolve("tokenizer.json");
                TokenBytes bytes =
                        TokenBytes.of(JsonLines.JSON.readValue(json.toFile(), Map.class));
                return Tokenizer.open(json, bytes, ControlTokens.of(bytes, ""), nativeFolder);
            } finally {
                Folders.delete(work);
            }
        } catch (IOException | ModelFileException e) {
            throw new SluiceException(
                    ErrorCode.ENGINE_FAILED,
                    "tokenizer of " + gguf + " cannot be read: " + Failures.reason(e),
                    e);
        }
    }
}
