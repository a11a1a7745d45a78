package dev.sluice.modelbuilder.tokenizer;

import dev.sluice.modelbuilder.gguf.GgufFile;
import dev.sluice.modelbuilder.gguf.UnsupportedModelException;
import java.util.List;
import java.util.stream.Collectors;

/// How a byte-level vocabulary splits text into words before merging. GGUF has only a name for it
/// (`tokenizer.ggml.pre`); the patterns are those of the original models' tokenizer files. With the
/// wrong one a model still answers, only worse, so an unknown name is refused.
///
/// @param ggufNames names in GGUF files that mean this one
/// @param patterns their matches become words, one pattern after the other; none means ByteLevel's
///   own, that of GPT-2
/// @param splitsDigits each digit is a word of its own
/// @param wholeWordsFirst a word that is in the vocabulary is one token even when no merges lead to
///   it; models of this family also start each text with their beginning token unless the file says
///   otherwise
/// @param composesCharacters text is normalised to Unicode's composed form first
record PreTokenizer(
        List<String> ggufNames,
        List<String> patterns,
        boolean splitsDigits,
        boolean wholeWordsFirst,
        boolean composesCharacters) {

    private static final String QWEN2_PATTERN =
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}|"
                    + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    /// Numbers in groups of up to three digits.
    private static final String LLAMA3_PATTERN = QWEN2_PATTERN.replace("|\\p{N}|", "|\\p{N}{1,3}|");

    private static final String DEEPSEEK_V3_WORDS =
            "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|"
                    + "[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+|"
                    + " ?[\\p{P}\\p{S}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

    private static final List<PreTokenizer> SUPPORTED =
            List.of(
                    new PreTokenizer(
                            List.of("default", "gpt-2", "gpt2", "phi-2", "olmo", "mpt", "jais"),
                            List.of(),
                            false,
                            false,
                            false),
                    new PreTokenizer(
                            List.of(
                                    "smollm",
                                    "starcoder",
                                    "refact",
                                    "command-r",
                                    "codeshell",
                                    "exaone",
                                    "minerva-7b"),
                            List.of(),
                            true,
                            false,
                            false),
                    new PreTokenizer(
                            List.of("llama-bpe", "llama3", "llama-v3", "falcon3"),
                            List.of(LLAMA3_PATTERN),
                            false,
                            true,
                            false),
                    new PreTokenizer(List.of("qwen2"), List.of(QWEN2_PATTERN), false, false, true),
                    new PreTokenizer(
                            List.of("deepseek-r1-qwen"),
                            List.of(QWEN2_PATTERN),
                            false,
                            false,
                            false),
                    new PreTokenizer(
                            List.of("deepseek-v3"),
                            List.of("\\p{N}{1,3}", "[一-龥぀-ゟ゠-ヿ]+", DEEPSEEK_V3_WORDS),
                            false,
                            false,
                            false));

    PreTokenizer {
        ggufNames = List.copyOf(ggufNames);
        patterns = List.copyOf(patterns);
    }

    static PreTokenizer of(GgufFile file) {
        String name = file.metadata().textIfPresent("tokenizer.ggml.pre").orElse("default");
        return SUPPORTED.stream()
                .filter(candidate -> candidate.ggufNames.contains(name))
                .findFirst()
                .orElseThrow(() ->
                        new UnsupportedModelException(
                                "%s has pre-tokenizer %s, supported are %s"
                                        .formatted(file.name(), name, supportedNames())));
    }

    private static String supportedNames() {
        return SUPPORTED.stream()
                .flatMap(candidate -> candidate.ggufNames.stream())
                .collect(Collectors.joining(", "));
    }
}
