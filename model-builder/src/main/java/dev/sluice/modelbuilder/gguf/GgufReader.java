package dev.sluice.modelbuilder.gguf;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Parses the head of a GGUF file, versions 2 and 3: magic, version, counts, metadata, tensor
/// directory. Nothing in the file is trusted: counts are bounded by what the file can hold, and a
/// tensor that reaches past the end is refused here, so that later code can copy without checking.
final class GgufReader {
    private static final int MAGIC = 0x46554747; // "GGUF" read as a little-endian int
    private static final int METADATA_COUNT_MAX = 65_536;
    private static final int TENSOR_COUNT_MAX = 131_072;
    private static final int ITEM_COUNT_MAX = 16_777_216;
    private static final int NESTING_MAX = 4;
    private static final int DIMENSION_COUNT_MAX = 4;
    private static final long ALIGNMENT_DEFAULT = 32;
    private static final long ALIGNMENT_MAX = 1 << 20;

    /// Smallest size of an array item by value type, GGUF type number as index.
    private static final int[] ITEM_BYTES = {1, 1, 2, 2, 4, 4, 4, 1, 8, 12, 8, 8, 8};

    private final MemorySegment file;
    private final String fileName;
    private final GgufCursor cursor;

    GgufReader(MemorySegment file, String fileName) {
        this.file = file;
        this.fileName = fileName;
        this.cursor = new GgufCursor(file, fileName);
    }

    record Head(GgufMetadata metadata, Map<String, GgufTensor> tensors) {}

    Head read() {
        requireMagic();
        requireVersion();
        int tensorCount = cursor.readCount("tensor count", 24, TENSOR_COUNT_MAX);
        int metadataCount = cursor.readCount("metadata count", 13, METADATA_COUNT_MAX);
        GgufMetadata metadata = new GgufMetadata(fileName, readMetadata(metadataCount));
        return new Head(metadata, readTensors(tensorCount, alignment(metadata)));
    }

    private void requireMagic() {
        int magic = cursor.readInt("magic");
        if (magic != MAGIC) {
            throw cursor.damaged(
                    "it starts with 0x%08x, a GGUF file starts with 0x%08x"
                            .formatted(Integer.reverseBytes(magic), Integer.reverseBytes(MAGIC)));
        }
    }

    private void requireVersion() {
        int version = cursor.readInt("version");
        if (version != 2 && version != 3) {
            throw new UnsupportedModelException(
                    "%s has GGUF version %s, supported are 2 and 3 (little-endian)"
                            .formatted(fileName, Integer.toUnsignedString(version)));
        }
    }

    private Map<String, GgufValue> readMetadata(int count) {
        Map<String, GgufValue> values = new LinkedHashMap<>();
        for (int index = 0; index < count; index++) {
            String name = cursor.readText("metadata key " + index);
            int type = cursor.readInt("type of " + name);
            if (values.put(name, readValue(type, name, 0)) != null) {
                throw cursor.damaged("metadata key " + name + " occurs twice");
            }
        }
        return values;
    }

    private GgufValue readValue(int type, String name, int depth) {
        return switch (type) {
            case 0 -> new GgufValue.Whole(Byte.toUnsignedLong(cursor.readByte(name)));
            case 1 -> new GgufValue.Whole(cursor.readByte(name));
            case 2 -> new GgufValue.Whole(Short.toUnsignedLong(cursor.readShort(name)));
            case 3 -> new GgufValue.Whole(cursor.readShort(name));
            case 4 -> new GgufValue.Whole(Integer.toUnsignedLong(cursor.readInt(name)));
            case 5 -> new GgufValue.Whole(cursor.readInt(name));
            case 6 -> new GgufValue.Real(Float.intBitsToFloat(cursor.readInt(name)));
            case 7 -> new GgufValue.Truth(cursor.readByte(name) != 0);
            case 8 -> new GgufValue.Text(cursor.readText(name));
            case 9 -> readItems(name, depth + 1);
            case 10, 11 -> new GgufValue.Whole(cursor.readLong(name));
            case 12 -> new GgufValue.Real(Double.longBitsToDouble(cursor.readLong(name)));
            default -> throw unknownType(type, name);
        };
    }

    private DamagedModelException unknownType(int type, String name) {
        return cursor.damaged(
                "metadata key %s has value type %s, known are 0 to 12"
                        .formatted(name, Integer.toUnsignedString(type)));
    }

    private GgufValue readItems(String name, int depth) {
        if (depth > NESTING_MAX) {
            throw cursor.damaged(name + " nests deeper than " + NESTING_MAX + " arrays");
        }
        int type = cursor.readInt("item type of " + name);
        if (type < 0 || type >= ITEM_BYTES.length) {
            throw unknownType(type, name);
        }
        int count = cursor.readCount("item count of " + name, ITEM_BYTES[type], ITEM_COUNT_MAX);
        List<GgufValue> items = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            items.add(readValue(type, name, depth));
        }
        return new GgufValue.Items(items);
    }

    private long alignment(GgufMetadata metadata) {
        long alignment = metadata.wholeOr("general.alignment", ALIGNMENT_DEFAULT);
        if (alignment < 1 || alignment > ALIGNMENT_MAX || Long.bitCount(alignment) != 1) {
            throw cursor.damaged(
                    "general.alignment is %d, it must be a power of two up to %d"
                            .formatted(alignment, ALIGNMENT_MAX));
        }
        return alignment;
    }

    /// The directory holds offsets from the end of the head, which is known only once the directory
    /// has been read.
    private Map<String, GgufTensor> readTensors(int count, long alignment) {
        List<GgufTensor> relative = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            relative.add(readTensor(index));
        }
        long dataStart = (cursor.position() + alignment - 1) / alignment * alignment;
        Map<String, GgufTensor> tensors = new LinkedHashMap<>();
        for (GgufTensor tensor : relative) {
            if (tensors.put(tensor.name(), place(tensor, dataStart)) != null) {
                throw cursor.damaged("tensor " + tensor.name() + " occurs twice");
            }
        }
        return tensors;
    }

    private GgufTensor readTensor(int index) {
        String name = cursor.readText("name of tensor " + index);
        List<Long> shape = readShape(name);
        int typeId = cursor.readInt("type of tensor " + name);
        long offset = cursor.readLong("offset of tensor " + name);
        TensorType type = TensorType.ofId(typeId).orElseThrow(() -> unsupported(name, typeId));
        long weightCount = shape.stream().reduce(1L, Math::multiplyExact);
        if (shape.getFirst() % type.weightsPerBlock() != 0) {
            throw cursor.damaged(
                    "tensor %s has rows of %d weights, %s needs a multiple of %d"
                            .formatted(name, shape.getFirst(), type, type.weightsPerBlock()));
        }
        return new GgufTensor(name, type, shape, offset, type.bytesOf(weightCount));
    }

    private UnsupportedModelException unsupported(String name, int typeId) {
        return new UnsupportedModelException(
                "%s: tensor %s has type %s, supported are %s"
                        .formatted(
                                fileName,
                                name,
                                TensorType.nameOf(typeId),
                                TensorType.supportedNames()));
    }

    /// One to four sizes whose product is at most eight weights for each byte of the file: no
    /// encoding packs more.
    private List<Long> readShape(String name) {
        int dimensionCount = cursor.readInt("dimension count of tensor " + name);
        if (dimensionCount < 1 || dimensionCount > DIMENSION_COUNT_MAX) {
            throw cursor.damaged(
                    "tensor %s has %s dimensions, allowed are 1 to %d"
                            .formatted(
                                    name,
                                    Integer.toUnsignedString(dimensionCount),
                                    DIMENSION_COUNT_MAX));
        }
        List<Long> shape = new ArrayList<>(dimensionCount);
        long remaining = file.byteSize() * 8;
        for (int index = 0; index < dimensionCount; index++) {
            long size = cursor.readLong("shape of tensor " + name);
            if (size < 1 || size > remaining) {
                throw cursor.damaged(
                        "tensor %s has a dimension of %s, more than the file of %d bytes can hold"
                                .formatted(name, Long.toUnsignedString(size), file.byteSize()));
            }
            remaining /= size;
            shape.add(size);
        }
        return shape;
    }

    private GgufTensor place(GgufTensor tensor, long dataStart) {
        long available = file.byteSize() - dataStart;
        if (tensor.offset() < 0
                || tensor.offset() > available
                || tensor.bytes() > available - tensor.offset()) {
            throw cursor.damaged(
                    "tensor %s needs %d bytes at offset %d + %s, the file ends at %d"
                            .formatted(
                                    tensor.name(),
                                    tensor.bytes(),
                                    dataStart,
                                    Long.toUnsignedString(tensor.offset()),
                                    file.byteSize()));
        }
        return new GgufTensor(
                tensor.name(),
                tensor.type(),
                tensor.shape(),
                dataStart + tensor.offset(),
                tensor.bytes());
    }
}
