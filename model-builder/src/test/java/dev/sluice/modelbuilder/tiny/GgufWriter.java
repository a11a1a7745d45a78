package dev.sluice.modelbuilder.tiny;

import dev.sluice.modelbuilder.gguf.TensorType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Writes GGUF version 3: metadata and tensors in the order they are added. Writes what it is told,
/// nonsense included, so that tests can make damaged files.
public final class GgufWriter {
    private static final int ALIGNMENT = 32;

    private final ByteArrayOutputStream metadata = new ByteArrayOutputStream();
    private final List<Tensor> tensors = new ArrayList<>();
    private long metadataCount;

    private record Tensor(String name, int typeId, List<Long> shape, ByteBuffer content) {}

    public GgufWriter text(String name, String value) {
        key(name, 8).writeBytes(textBytes(value));
        return this;
    }

    /// An unsigned 32-bit number.
    public GgufWriter whole(String name, int value) {
        key(name, 4).writeBytes(intBytes(value));
        return this;
    }

    /// A signed 64-bit number.
    public GgufWriter large(String name, long value) {
        key(name, 11).writeBytes(longBytes(value));
        return this;
    }

    public GgufWriter real(String name, float value) {
        key(name, 6).writeBytes(intBytes(Float.floatToIntBits(value)));
        return this;
    }

    public GgufWriter truth(String name, boolean value) {
        key(name, 7).write(value ? 1 : 0);
        return this;
    }

    public GgufWriter texts(String name, List<String> values) {
        items(name, 8, values.size());
        values.forEach(value -> metadata.writeBytes(textBytes(value)));
        return this;
    }

    /// Signed 32-bit numbers.
    public GgufWriter wholes(String name, List<Integer> values) {
        items(name, 5, values.size());
        values.forEach(value -> metadata.writeBytes(intBytes(value)));
        return this;
    }

    public GgufWriter reals(String name, List<Float> values) {
        items(name, 6, values.size());
        values.forEach(value -> metadata.writeBytes(intBytes(Float.floatToIntBits(value))));
        return this;
    }

    /// A value of any type number, as raw bytes.
    public GgufWriter raw(String name, int valueType, byte[] value) {
        key(name, valueType).writeBytes(value);
        return this;
    }

    /// `shape` is fastest first: [columns, rows].
    public GgufWriter tensor(String name, TensorType type, List<Long> shape, byte[] content) {
        return tensor(name, type.id(), shape, content);
    }

    public GgufWriter tensor(String name, int typeId, List<Long> shape, byte[] content) {
        tensors.add(new Tensor(name, typeId, shape, ByteBuffer.wrap(content)));
        return this;
    }

    public byte[] toBytes() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
        file.writeBytes(intBytes(3));
        file.writeBytes(longBytes(tensors.size()));
        file.writeBytes(longBytes(metadataCount));
        file.writeBytes(metadata.toByteArray());
        writeDirectory(file);
        for (Tensor tensor : tensors) {
            pad(file);
            file.writeBytes(tensor.content().array());
        }
        return file.toByteArray();
    }

    public Path write(Path file) throws IOException {
        return Files.write(file, toBytes());
    }

    private void writeDirectory(ByteArrayOutputStream file) {
        long offset = 0;
        for (Tensor tensor : tensors) {
            file.writeBytes(textBytes(tensor.name()));
            file.writeBytes(intBytes(tensor.shape().size()));
            tensor.shape().forEach(size -> file.writeBytes(longBytes(size)));
            file.writeBytes(intBytes(tensor.typeId()));
            file.writeBytes(longBytes(offset));
            offset += tensor.content().capacity();
            offset += -offset & (ALIGNMENT - 1);
        }
    }

    private static void pad(ByteArrayOutputStream file) {
        while (file.size() % ALIGNMENT != 0) {
            file.write(0);
        }
    }

    private ByteArrayOutputStream key(String name, int valueType) {
        metadataCount++;
        metadata.writeBytes(textBytes(name));
        metadata.writeBytes(intBytes(valueType));
        return metadata;
    }

    private void items(String name, int itemType, int count) {
        key(name, 9).writeBytes(intBytes(itemType));
        metadata.writeBytes(longBytes(count));
    }

    private static byte[] textBytes(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return littleEndian(Long.BYTES + bytes.length).putLong(bytes.length).put(bytes).array();
    }

    private static byte[] intBytes(int value) {
        return littleEndian(Integer.BYTES).putInt(value).array();
    }

    private static byte[] longBytes(long value) {
        return littleEndian(Long.BYTES).putLong(value).array();
    }

    private static ByteBuffer littleEndian(int byteCount) {
        return ByteBuffer.allocate(byteCount).order(ByteOrder.LITTLE_ENDIAN);
    }
}
