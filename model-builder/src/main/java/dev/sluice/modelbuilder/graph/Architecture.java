package dev.sluice.modelbuilder.graph;

import dev.sluice.modelbuilder.gguf.GgufFile;
import dev.sluice.modelbuilder.gguf.UnsupportedModelException;
import java.util.List;
import java.util.stream.Collectors;

/// What differs between the decoder families that share one skeleton (RMS norm, rotary
/// grouped-query attention, gated SiLU): names, and how a GGUF stores the rotary pairs. Biases are
/// not listed: a projection has one when the file holds one.
public sealed interface Architecture permits Llama, Qwen2 {
    List<Architecture> SUPPORTED = List.of(new Llama(), new Qwen2());

    /// Value of `general.architecture`, and prefix of its metadata keys.
    String ggufName();

    /// Hugging Face's `model_type`.
    String modelType();

    /// Hugging Face's class name in `architectures`.
    String className();

    /// True when a rotary pair is two neighbouring rows (2i, 2i+1), false when it is (i, i + half).
    boolean rotaryInterleaved();

    static Architecture of(GgufFile file) {
        String name = file.metadata().text("general.architecture");
        return SUPPORTED.stream()
                .filter(architecture -> architecture.ggufName().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new UnsupportedModelException(
                                "%s has architecture %s, supported are %s"
                                        .formatted(file.name(), name, supportedNames())));
    }

    private static String supportedNames() {
        return SUPPORTED.stream().map(Architecture::ggufName).collect(Collectors.joining(", "));
    }
}
