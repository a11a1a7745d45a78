package dev.sluice.modelbuilder.graph;

import dev.sluice.modelbuilder.gguf.DamagedModelException;
import dev.sluice.modelbuilder.gguf.GgufFile;
import dev.sluice.modelbuilder.gguf.GgufMetadata;
import dev.sluice.modelbuilder.gguf.UnsupportedModelException;

/// Reads a decoder's sizes from the metadata, and refuses by name what the graph cannot express: a
/// model that is built wrongly answers fluent nonsense, which is worse than none.
final class ShapeReader {
    private static final int LAYER_COUNT_MAX = 1024;
    private static final int SIZE_MAX = 1 << 20;
    private static final int CONTEXT_TOKENS_MAX = 1 << 24;

    private static final double ROTARY_BASE_DEFAULT = 10_000;

    /// GroupQueryAttention's kernels with rotary take head sizes in steps of 16.
    private static final int HEAD_SIZE_STEP = 16;

    /// With the most positions that options allow, a rotary table of such heads is 1 GB.
    private static final int HEAD_SIZE_MAX = 1024;

    private final GgufFile file;
    private final GgufMetadata metadata;
    private final Architecture architecture;

    ShapeReader(GgufFile file, Architecture architecture) {
        this.file = file;
        this.metadata = file.metadata();
        this.architecture = architecture;
    }

    DecoderShape read(int contextTokensMax) {
        refuseParts();
        refuseExperts();
        return new DecoderShape(
                metadata.size(key("block_count"), LAYER_COUNT_MAX),
                hiddenSize(),
                metadata.size(key("feed_forward_length"), SIZE_MAX),
                vocabularySize(),
                attention(),
                rotary(contextTokensMax),
                (float) positive("attention.layer_norm_rms_epsilon"));
    }

    private String key(String name) {
        return architecture.ggufName() + "." + name;
    }

    private int hiddenSize() {
        return metadata.size(key("embedding_length"), SIZE_MAX);
    }

    private int vocabularySize() {
        return file.tensor("token_embd.weight")
                .map(table -> Math.toIntExact(table.rows()))
                .orElseThrow(() ->
                        new UnsupportedModelException(
                                file.name() + " has no tensor token_embd.weight"));
    }

    private DecoderShape.Attention attention() {
        int headCount = metadata.size(key("attention.head_count"), SIZE_MAX);
        int keyValueHeadCount =
                metadata.sizeIfPresent(key("attention.head_count_kv"), SIZE_MAX).orElse(headCount);
        int headSize = headSize(headCount);
        if (headCount % keyValueHeadCount != 0) {
            throw refused(headCount + " attention heads over " + keyValueHeadCount + " key heads");
        }
        if (headSize < HEAD_SIZE_STEP
                || headSize > HEAD_SIZE_MAX
                || headSize % HEAD_SIZE_STEP != 0) {
            throw refused(
                    "head size %d, it must be a multiple of %d up to %d"
                            .formatted(headSize, HEAD_SIZE_STEP, HEAD_SIZE_MAX));
        }
        requireHeadSize("attention.value_length", headSize);
        requireHeadSize("rope.dimension_count", headSize);
        return new DecoderShape.Attention(headCount, keyValueHeadCount, headSize);
    }

    private int headSize(int headCount) {
        return metadata.sizeIfPresent(key("attention.key_length"), SIZE_MAX)
                .or(() -> metadata.sizeIfPresent(key("rope.dimension_count"), SIZE_MAX))
                .orElse(hiddenSize() / headCount);
    }

    private void requireHeadSize(String name, int headSize) {
        int size = metadata.sizeIfPresent(key(name), SIZE_MAX).orElse(headSize);
        if (size != headSize) {
            throw refused("%s %d apart from head size %d".formatted(key(name), size, headSize));
        }
    }

    private DecoderShape.Rotary rotary(int contextTokensMax) {
        int trained = metadata.size(key("context_length"), CONTEXT_TOKENS_MAX);
        // Up to the width of its window, sliding-window attention is plain attention.
        int window =
                metadata.sizeIfPresent(key("attention.sliding_window"), CONTEXT_TOKENS_MAX)
                        .orElse(trained);
        return new DecoderShape.Rotary(
                Math.min(Math.min(trained, window), contextTokensMax),
                metadata.has(key("rope.freq_base"))
                        ? positive("rope.freq_base")
                        : ROTARY_BASE_DEFAULT,
                positionScale(),
                architecture.rotaryInterleaved());
    }

    private double positionScale() {
        String scaling = metadata.textIfPresent(key("rope.scaling.type")).orElse("none");
        return switch (scaling) {
            case "none" -> 1;
            case "linear" -> positive("rope.scaling.factor");
            default ->
                    throw refused("rotary scaling " + scaling + ", supported are none and linear");
        };
    }

    private double positive(String name) {
        double value = metadata.real(key(name));
        if (value > 0 && Double.isFinite(value)) {
            return value;
        }
        throw new DamagedModelException(
                "%s is damaged: %s is %s, it must be positive"
                        .formatted(file.name(), key(name), value));
    }

    private void refuseParts() {
        long partCount = metadata.wholeOr("split.count", 1);
        if (partCount > 1) {
            throw refused("one of " + partCount + " parts; merge the parts into one file first");
        }
    }

    private void refuseExperts() {
        long expertCount = metadata.wholeOr(key("expert_count"), 0);
        if (expertCount > 0) {
            throw refused(expertCount + " experts; mixtures of experts are not supported");
        }
    }

    private UnsupportedModelException refused(String what) {
        return new UnsupportedModelException(file.name() + " has " + what);
    }
}
