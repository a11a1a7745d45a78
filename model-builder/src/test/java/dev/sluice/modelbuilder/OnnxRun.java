package dev.sluice.modelbuilder;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// Runs a built model in ONNX Runtime, one sequence, keys and values copied from each run's outputs
/// to the next run's inputs: slow and simple. Owned by one test thread.
final class OnnxRun implements AutoCloseable {
    private static final int SLOT_LENGTH = 64;
    private static final int KEY_VALUE_HEADS = 2;
    private static final int HEAD_SIZE = 16;

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final Map<String, FloatBuffer> slots = new HashMap<>();
    private int past;

    OnnxRun(Path folder) throws OrtException {
        session = environment.createSession(folder.resolve("model.onnx").toString());
        for (String name : session.getInputNames()) {
            if (name.startsWith("past.")) {
                slots.put(name, buffer(SLOT_LENGTH * KEY_VALUE_HEADS * HEAD_SIZE));
            }
        }
    }

    /// Feeds `tokens` and returns the logits of all scored positions, one after the other.
    float[] feed(int... tokens) throws OrtException {
        LongBuffer ids = LongBuffer.allocate(tokens.length);
        for (int token : tokens) {
            ids.put(token);
        }
        int total = past + tokens.length;
        Map<String, OnnxTensor> inputs = new HashMap<>();
        long[] shape = {1, tokens.length};
        inputs.put("input_ids", OnnxTensor.createTensor(environment, ids.flip(), shape));
        inputs.put("seqlens_k", scalar(total - 1));
        inputs.put("total_len", scalar(total));
        for (Map.Entry<String, FloatBuffer> slot : slots.entrySet()) {
            inputs.put(slot.getKey(), slotTensor(slot.getValue()));
        }
        try (OrtSession.Result result = session.run(inputs)) {
            slots.replaceAll((name, _) -> floats(result, name.replace("past", "present")));
            past = total;
            return copyOf(floats(result, "logits"));
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }

    private OnnxTensor scalar(int value) throws OrtException {
        IntBuffer content = IntBuffer.wrap(new int[] {value});
        return OnnxTensor.createTensor(environment, content, new long[] {1});
    }

    private OnnxTensor slotTensor(FloatBuffer content) throws OrtException {
        long[] shape = {1, KEY_VALUE_HEADS, SLOT_LENGTH, HEAD_SIZE};
        return OnnxTensor.createTensor(environment, content.duplicate(), shape);
    }

    /// A copy that outlives the result.
    private static FloatBuffer floats(OrtSession.Result result, String name) {
        FloatBuffer content = ((OnnxTensor) result.get(name).orElseThrow()).getFloatBuffer();
        FloatBuffer copy = buffer(content.remaining());
        return copy.put(content).flip();
    }

    private static float[] copyOf(FloatBuffer content) {
        float[] copy = new float[content.remaining()];
        content.duplicate().get(copy);
        return copy;
    }

    private static FloatBuffer buffer(int count) {
        return ByteBuffer.allocateDirect(count * Float.BYTES)
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }
}
