package dev.sluice.modelbuilder.onnx;

/// A dimension of an input or output: a number, or a name for one that each run chooses.
public sealed interface Dimension {
    record Fixed(long size) implements Dimension {}

    record Named(String name) implements Dimension {}

    static Dimension of(long size) {
        return new Fixed(size);
    }

    static Dimension of(String name) {
        return new Named(name);
    }
}
