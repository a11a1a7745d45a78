package dev.sluice.modelbuilder.onnx;

/// ONNX's tensor element types, as far as the builder uses them, with their numbers in TensorProto.
public enum ElementType {
    FLOAT(1, Float.BYTES),
    UINT8(2, Byte.BYTES),
    INT32(6, Integer.BYTES),
    INT64(7, Long.BYTES),
    FLOAT16(10, Short.BYTES);

    private final int number;
    private final int bytes;

    ElementType(int number, int bytes) {
        this.number = number;
        this.bytes = bytes;
    }

    /// Its number in TensorProto, which an operator's attribute names it by too.
    public int number() {
        return number;
    }

    public int bytes() {
        return bytes;
    }
}
