package dev.sluice.modelbuilder.tokenizer;

import dev.sluice.modelbuilder.gguf.DamagedModelException;
import dev.sluice.modelbuilder.gguf.GgufFile;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;

/// The tokens with a role. `ends` are all that end an answer, the model's own end-of-sequence
/// first: a chat model also stops at its end-of-turn token, which many files name only by its text.
public record SpecialTokens(
        Optional<Token> beginning,
        List<Token> ends,
        Optional<Token> unknown,
        Optional<Token> padding,
        boolean addsBeginning,
        boolean addsEnd) {

    /// An entry of the vocabulary.
    public record Token(int id, String text) {}

    private static final List<String> ROLES_OF_ENDS = List.of("eos", "eot", "eom");

    /// Texts that mean the end of a turn or a document in the models we know, when the file marks
    /// them as control tokens.
    private static final List<String> TEXTS_OF_ENDS =
            List.of(
                    "<|im_end|>",
                    "<|eot_id|>",
                    "<|eom_id|>",
                    "<|end|>",
                    "<|endoftext|>",
                    "<|end_of_text|>",
                    "<end_of_turn>",
                    "<｜end▁of▁sentence｜>");

    public SpecialTokens {
        ends = List.copyOf(ends);
    }

    static SpecialTokens of(GgufFile file, Vocabulary vocabulary, boolean addsBeginningByDefault) {
        Optional<Token> beginning = role(file, vocabulary, "bos");
        List<Token> ends = ends(file, vocabulary);
        boolean addsBeginning = flag(file, "add_bos_token", addsBeginningByDefault);
        boolean addsEnd = flag(file, "add_eos_token", false);
        return new SpecialTokens(
                beginning,
                ends,
                role(file, vocabulary, "unknown"),
                role(file, vocabulary, "padding"),
                addsBeginning && beginning.isPresent(),
                addsEnd && !ends.isEmpty());
    }

    public Optional<Token> end() {
        return ends.stream().findFirst();
    }

    private static List<Token> ends(GgufFile file, Vocabulary vocabulary) {
        SequencedSet<Token> ends = new LinkedHashSet<>();
        ROLES_OF_ENDS.forEach(name -> role(file, vocabulary, name).ifPresent(ends::add));
        for (String text : TEXTS_OF_ENDS) {
            vocabulary
                    .idOf(text)
                    .filter(id -> vocabulary.kind(id) == TokenKind.CONTROL)
                    .ifPresent(id -> ends.add(new Token(id, text)));
        }
        return new ArrayList<>(ends);
    }

    private static Optional<Token> role(GgufFile file, Vocabulary vocabulary, String name) {
        String key = "tokenizer.ggml.%s_token_id".formatted(name);
        return file.metadata().wholeIfPresent(key).map(id -> token(file, vocabulary, key, id));
    }

    private static Token token(GgufFile file, Vocabulary vocabulary, String key, long id) {
        if (id < 0 || id >= vocabulary.size()) {
            throw new DamagedModelException(
                    "%s is damaged: %s is %d, the vocabulary has %d tokens"
                            .formatted(file.name(), key, id, vocabulary.size()));
        }
        return new Token((int) id, vocabulary.token((int) id));
    }

    private static boolean flag(GgufFile file, String name, boolean fallback) {
        return file.metadata().truthIfPresent("tokenizer.ggml." + name).orElse(fallback);
    }
}
