package dev.sluice.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contracts.SluiceException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelSignatureTest {
    private static final TensorType CACHE =
            new TensorType(OrtApi.FLOAT32, List.of(-1L, 2L, -1L, 16L));

    private final Map<String, TensorType> inputs = new HashMap<>();
    private final Map<String, TensorType> outputs = new HashMap<>();

    ModelSignatureTest() {
        inputs.put("input_ids", new TensorType(OrtApi.INT64, List.of(-1L, -1L)));
        inputs.put("seqlens_k", new TensorType(OrtApi.INT32, List.of(-1L)));
        inputs.put("total_len", new TensorType(OrtApi.INT32, List.of(1L)));
        outputs.put("logits", new TensorType(OrtApi.FLOAT32, List.of(-1L, 1L, 300L)));
        for (int layer = 0; layer < 3; layer++) {
            for (boolean isKey : new boolean[] {true, false}) {
                inputs.put(ModelSignature.past(layer, isKey), CACHE);
                outputs.put(ModelSignature.present(layer, isKey), CACHE);
            }
        }
    }

    @Test
    void readsTheSizes() {
        assertThat(ModelSignature.of(inputs, outputs))
                .isEqualTo(new ModelSignature(CacheElement.FLOAT32, 3, 2, 16, 300));
    }

    @Test
    void readsThatKeysAndValuesAreHalfAsLarge() {
        // Given
        TensorType half = new TensorType(OrtApi.FLOAT16, CACHE.dimensions());
        inputs.replaceAll((name, type) -> name.startsWith("past.") ? half : type);
        outputs.replaceAll((name, type) -> name.startsWith("present.") ? half : type);
        // When / Then
        assertThat(ModelSignature.of(inputs, outputs).element()).isEqualTo(CacheElement.FLOAT16);
        refusesWith(outputs, "present.2.key", CACHE);
        refusesWith(inputs, "past.1.value", CACHE);
    }

    @Test
    void refusesAModelThatLacksAnyInputOrOutput() {
        for (String name : List.copyOf(inputs.keySet())) {
            refusesWithout(inputs, name);
        }
        for (String name : List.copyOf(outputs.keySet())) {
            refusesWithout(outputs, name);
        }
    }

    @Test
    void refusesOtherTypesAndSizes() {
        refusesWith(inputs, "input_ids", new TensorType(OrtApi.INT32, List.of(-1L, -1L)));
        refusesWith(inputs, "past.1.value", new TensorType(10, List.of(-1L, 2L, -1L, 16L)));
        refusesWith(inputs, "past.0.key", new TensorType(1, List.of(-1L, 2L, -1L, -1L)));
        refusesWith(outputs, "logits", new TensorType(1, List.of(-1L, -1L, 300L)));
        refusesWith(outputs, "logits", new TensorType(1, List.of(-1L, 1L, -1L)));
        refusesWith(outputs, "logits", new TensorType(1, List.of(-1L, 300L)));
    }

    private void refusesWithout(Map<String, TensorType> types, String name) {
        TensorType removed = types.remove(name);
        assertThatThrownBy(() -> ModelSignature.of(inputs, outputs))
                .as("without %s", name)
                .isInstanceOf(SluiceException.class)
                .hasMessageContaining(name);
        if (removed != null) {
            types.put(name, removed);
        }
    }

    private void refusesWith(Map<String, TensorType> types, String name, TensorType type) {
        TensorType replaced = types.put(name, type);
        assertThatThrownBy(() -> ModelSignature.of(inputs, outputs))
                .as("%s as %s", name, type)
                .isInstanceOf(SluiceException.class)
                .hasMessageContaining(name);
        if (replaced != null) {
            types.put(name, replaced);
        }
    }
}
