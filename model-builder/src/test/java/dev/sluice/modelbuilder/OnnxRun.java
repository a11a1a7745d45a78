package dev.sluice.modelbuilder;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// Runs a built model in ONNX Runtime, one sequence, keys and values copied from each run's outputs
/// to the next run's inputs: slow and simple. Owned by one test thread.
final class OnnxRun implements AutoCloseable {
    private static final int SLOT_LENGTH = 64;
    private static final int KEY_VALUE_HEADS = 2;
    private static final int HEAD_SIZE = 16;

    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final OrtSession session;
    private final Map<String, ByteBuffer> slots = new HashMap<>();
    private final OnnxJavaType slotType;
    private int past;

    OnnxRun(Path folder) throws OrtException {
        session = environment.createSession(folder.resolve("model.onnx").toString());
        slotType = typeOf(Objects.requireNonNull(session.getInputInfo().get("past.0.key")));
        for (String name : session.getInputNames()) {
            if (name.startsWith("past.")) {
                slots.put(name, buffer(SLOT_LENGTH * KEY_VALUE_HEADS * HEAD_SIZE * slotType.size));
            }
        }
    }

    private static OnnxJavaType typeOf(NodeInfo input) {
        return ((TensorInfo) input.getInfo()).type;
    }

    OnnxJavaType slotType() {
        return slotType;
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
        for (Map.Entry<String, ByteBuffer> slot : slots.entrySet()) {
            inputs.put(slot.getKey(), slotTensor(slot.getValue()));
        }
        try (OrtSession.Result result = session.run(inputs)) {
            slots.replaceAll((name, _) -> bytes(result, name.replace("past", "present")));
            past = total;
            return copyOf(bytes(result, "logits").asFloatBuffer());
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

    private OnnxTensor slotTensor(ByteBuffer content) throws OrtException {
        long[] shape = {1, KEY_VALUE_HEADS, SLOT_LENGTH, HEAD_SIZE};
        ByteBuffer whole = content.duplicate().order(ByteOrder.nativeOrder());
        return OnnxTensor.createTensor(environment, whole, shape, slotType);
    }

    /// A copy that outlives the result.
    private static ByteBuffer bytes(OrtSession.Result result, String name) {
        ByteBuffer content = ((OnnxTensor) result.get(name).orElseThrow()).getByteBuffer();
        ByteBuffer copy = buffer(content.remaining());
        return copy.put(content).flip();
    }

    private static float[] copyOf(FloatBuffer content) {
        float[] copy = new float[content.remaining()];
        content.duplicate().get(copy);
        return copy;
    }

    private static ByteBuffer buffer(int byteCount) {
        return ByteBuffer.allocateDirect(byteCount).order(ByteOrder.nativeOrder());
    }
}
