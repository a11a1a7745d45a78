package dev.sluice.worker.tokens;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import dev.sluice.worker.chat.RenderedPrompt;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A model's tokenizer: Hugging Face's `tokenizers` library over the model's tokenizer.json.
/// Encoding may be called by any number of threads at once (about 2 MB of text a second each).
public final class Tokenizer implements AutoCloseable {
    private static final Map<String, String> OPTIONS =
            Map.of("truncation", "false", "padding", "false");

    private final HuggingFaceTokenizer library;
    private final TokenBytes tokenBytes;
    private final ControlTokens controls;

    private Tokenizer(HuggingFaceTokenizer library, TokenBytes tokenBytes, ControlTokens controls) {
        this.library = library;
        this.tokenBytes = tokenBytes;
        this.controls = controls;
    }

    /// Opens a tokenizer.json.
    ///
    /// @param nativeFolder where the native library is kept between runs; the first tokenizer of a
    ///   process decides
    public static Tokenizer open(
            Path tokenizerJson, TokenBytes tokenBytes, ControlTokens controls, Path nativeFolder) {
        TokenizerLibrary.keepIn(nativeFolder);
        try {
            return new Tokenizer(
                    HuggingFaceTokenizer.newInstance(tokenizerJson, OPTIONS), tokenBytes, controls);
        } catch (IOException | RuntimeException | LinkageError e) {
            throw new SluiceException(
                    ErrorCode.ENGINE_FAILED,
                    tokenizerJson + " cannot be opened as a tokenizer: " + e.getMessage(),
                    e);
        }
    }

    public TokenBytes tokenBytes() {
        return tokenBytes;
    }

    /// The ids of a text, control tokens in it included: for text that this program or its user
    /// means as a raw prompt.
    ///
    /// @param addSpecial put the beginning and end tokens around it, as the model's files say
    public int[] encode(String text, boolean addSpecial) {
        return narrow(library.encode(withoutLoneSurrogates(text), addSpecial, false).getIds());
    }

    /// The ids of a rendered prompt. A control token is one only where the template wrote it; in
    /// the caller's text it is encoded as the characters it consists of.
    public int[] encodePrompt(RenderedPrompt prompt) {
        PromptCuts cuts = new PromptCuts(prompt, controls);
        List<int[]> parts = cuts.pieces().stream().map(piece -> encode(piece, false)).toList();
        int[] ids = joined(parts);
        requireNoForeignControl(ids, cuts.templateControlCount());
        return ids;
    }

    @Override
    public void close() {
        library.close();
    }

    private static int[] joined(List<int[]> parts) {
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        int[] ids = new int[parts.stream().mapToInt(part -> part.length).sum()];
        int position = 0;
        for (int[] part : parts) {
            System.arraycopy(part, 0, ids, position, part.length);
            position += part.length;
        }
        return ids;
    }

    /// Fails closed should a tokenizer find a control token where the cuts saw none (one that
    /// matches only after normalisation, say).
    private void requireNoForeignControl(int[] ids, int allowedCount) {
        int count = 0;
        for (int id : ids) {
            count += controls.contains(id) ? 1 : 0;
        }
        if (count > allowedCount) {
            throw new SluiceException(
                    ErrorCode.INVALID_PARAMETER,
                    "the messages hold text that the model reads as a control token");
        }
    }

    /// Half a surrogate pair is no character, and the native library takes UTF-8 only.
    private static String withoutLoneSurrogates(String text) {
        if (text.codePoints().noneMatch(Tokenizer::isSurrogate)) {
            return text;
        }
        StringBuilder valid = new StringBuilder(text.length());
        text.codePoints().map(c -> isSurrogate(c) ? 0xFFFD : c).forEach(valid::appendCodePoint);
        return valid.toString();
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    private static int[] narrow(long[] ids) {
        int[] narrow = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            narrow[i] = Math.toIntExact(ids[i]);
        }
        return narrow;
    }
}
