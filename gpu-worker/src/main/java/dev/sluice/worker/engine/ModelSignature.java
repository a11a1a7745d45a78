package dev.sluice.worker.engine;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import java.util.HashMap;
import java.util.Map;

/// The inputs and outputs that a model must have, and the sizes read from them:
///
/// ```
/// input_ids int64 [rows, tokens]      seqlens_k int32 [rows]      total_len int32 [1]
/// past.i.key, past.i.value      float32 or float16, all the same
///                               [rows, kvHeadCount, slotLength, headSize], i = 0 … layerCount-1
/// present.i.key, present.i.value      the same, and the same memory
/// logits float32 [rows, 1, vocabularySize]
/// ```
record ModelSignature(
        CacheElement element, int layerCount, int kvHeadCount, int headSize, int vocabularySize) {
    static final String INPUT_IDS = "input_ids";
    static final String LAST_POSITIONS = "seqlens_k";
    static final String TOTAL_LENGTH = "total_len";
    static final String LOGITS = "logits";

    static String past(int layer, boolean isKey) {
        return "past." + layer + (isKey ? ".key" : ".value");
    }

    static String present(int layer, boolean isKey) {
        return "present." + layer + (isKey ? ".key" : ".value");
    }

    static ModelSignature read(OrtApi api, long session) {
        Map<String, TensorType> inputs = new HashMap<>();
        for (int i = 0; i < api.inputCount(session); i++) {
            inputs.put(api.inputName(session, i), api.inputType(session, i));
        }
        Map<String, TensorType> outputs = new HashMap<>();
        for (int i = 0; i < api.outputCount(session); i++) {
            outputs.put(api.outputName(session, i), api.outputType(session, i));
        }
        return of(inputs, outputs);
    }

    static ModelSignature of(Map<String, TensorType> inputs, Map<String, TensorType> outputs) {
        require(inputs, INPUT_IDS, OrtApi.INT64, 2);
        require(inputs, LAST_POSITIONS, OrtApi.INT32, 1);
        require(inputs, TOTAL_LENGTH, OrtApi.INT32, 1);
        TensorType logits = require(outputs, LOGITS, OrtApi.FLOAT32, 3);
        CacheElement element = cacheElement(inputs);
        TensorType cache = require(inputs, past(0, true), element.elementType(), 4);
        if (logits.dimensions().get(1) != 1) {
            throw unusable(LOGITS + " has rows for every token, needed are those of the last only");
        }
        int layerCount = 0;
        while (inputs.containsKey(past(layerCount, true))) {
            requireLayer(inputs, outputs, layerCount, element.elementType());
            layerCount++;
        }
        requireNoMoreLayers(inputs, layerCount);
        return new ModelSignature(
                element,
                layerCount,
                fixed(cache, 1, past(0, true)),
                fixed(cache, 3, past(0, true)),
                fixed(logits, 2, LOGITS));
    }

    private static void requireLayer(
            Map<String, TensorType> inputs,
            Map<String, TensorType> outputs,
            int layer,
            int elementType) {
        require(inputs, past(layer, true), elementType, 4);
        require(inputs, past(layer, false), elementType, 4);
        require(outputs, present(layer, true), elementType, 4);
        require(outputs, present(layer, false), elementType, 4);
    }

    /// What the first key says; of another type, it is told as one that is not float32.
    private static CacheElement cacheElement(Map<String, TensorType> inputs) {
        TensorType first = inputs.getOrDefault(past(0, true), TensorType.NOT_A_TENSOR);
        return CacheElement.of(first.elementType()).orElse(CacheElement.FLOAT32);
    }

    private static void requireNoMoreLayers(Map<String, TensorType> inputs, int layerCount) {
        long blockCount = inputs.keySet().stream().filter(n -> n.startsWith("past.")).count();
        if (blockCount != 2L * layerCount) {
            throw unusable(
                    "%s is missing, but there are %d inputs past.*"
                            .formatted(past(layerCount, true), blockCount));
        }
    }

    private static TensorType require(
            Map<String, TensorType> types, String name, int elementType, int rank) {
        TensorType type = types.get(name);
        if (type == null || !type.isTensor(elementType, rank)) {
            throw unusable(
                    "%s is %s, needed is a tensor of element type %d and %d dimensions"
                            .formatted(name, type, elementType, rank));
        }
        return type;
    }

    private static int fixed(TensorType type, int dimension, String name) {
        long size = type.dimensions().get(dimension);
        if (size < 1) {
            throw unusable("dimension " + dimension + " of " + name + " is not fixed");
        }
        return Math.toIntExact(size);
    }

    private static SluiceException unusable(String detail) {
        return new SluiceException(
                ErrorCode.ENGINE_FAILED, "the model is not a decoder with KV slots: " + detail);
    }
}
