package dev.sluice.modelbuilder;

import dev.sluice.modelbuilder.gguf.GgufTensor;
import dev.sluice.modelbuilder.graph.Weight;
import dev.sluice.modelbuilder.onnx.ElementType;
import dev.sluice.modelbuilder.onnx.Initializer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Gives every weight its place in the data file, before a byte of it is computed: conversion can
/// then run in any order on any thread. Weights made of the same tensors get the same place.
/// Extents start at pages, so that ONNX Runtime can map them.
final class WeightLayout {
    static final String FILE_NAME = "model.onnx.data";
    private static final long PAGE_BYTES = 4096;

    /// A range of the data file.
    record Extent(long offset, long bytes) {}

    /// Conversion work, and where its result goes.
    sealed interface Task {
        record Quantise(
                List<GgufTensor> parts,
                int blockWeights,
                Extent codes,
                Extent scales,
                Extent zeroPoints)
                implements Task {}

        record Decode(List<GgufTensor> parts, ElementType type, Extent target) implements Task {}

        record Copy(Weight.Constant constant, Extent target) implements Task {}
    }

    private final List<Initializer> initializers = new ArrayList<>();
    private final List<Task> tasks = new ArrayList<>();
    private final Map<List<GgufTensor>, Task.Quantise> quantised = new HashMap<>();
    private final Map<List<GgufTensor>, Task.Decode> decoded = new HashMap<>();
    private long end;
    private long contentBytes;

    private WeightLayout() {}

    static WeightLayout of(List<Weight> weights) {
        WeightLayout layout = new WeightLayout();
        weights.forEach(layout::place);
        return layout;
    }

    List<Initializer> initializers() {
        return initializers;
    }

    List<Task> tasks() {
        return tasks;
    }

    /// Size of the data file.
    long bytes() {
        return end;
    }

    /// What has to be computed: the data file without the gaps before pages.
    long contentBytes() {
        return contentBytes;
    }

    private void place(Weight weight) {
        switch (weight) {
            case Weight.Quantised matrix -> placeQuantised(matrix);
            case Weight.Dense dense -> placeDense(dense);
            case Weight.Constant constant -> placeConstant(constant);
        }
    }

    private void placeQuantised(Weight.Quantised matrix) {
        Task.Quantise task = quantised.get(matrix.parts());
        if (task == null) {
            task = newQuantise(matrix);
            quantised.put(matrix.parts(), task);
            tasks.add(task);
        }
        long rows = matrix.rows();
        long blocks = matrix.columns() / matrix.blockWeights();
        List<Long> codesShape =
                switch (matrix.use()) {
                    case LOOKUP -> List.of(rows, matrix.columns());
                    case PRODUCT -> List.of(rows, blocks, (long) matrix.blockWeights());
                };
        List<Long> blocksShape = List.of(rows, blocks);
        String name = matrix.name();
        add(name + ".codes", ElementType.UINT8, codesShape, task.codes());
        add(name + ".scales", ElementType.FLOAT, blocksShape, task.scales());
        add(name + ".zero_points", ElementType.UINT8, blocksShape, task.zeroPoints());
    }

    private Task.Quantise newQuantise(Weight.Quantised matrix) {
        long weightCount = matrix.rows() * matrix.columns();
        long blockCount = weightCount / matrix.blockWeights();
        Extent codes = allocate(weightCount);
        Extent scales = allocate(blockCount * Float.BYTES);
        return new Task.Quantise(
                matrix.parts(), matrix.blockWeights(), codes, scales, allocate(blockCount));
    }

    private void placeDense(Weight.Dense dense) {
        Task.Decode task = decoded.get(dense.parts());
        if (task == null) {
            long count = dense.shape().stream().reduce(1L, Math::multiplyExact);
            Extent target = allocate(count * dense.type().bytes());
            task = new Task.Decode(dense.parts(), dense.type(), target);
            decoded.put(dense.parts(), task);
            tasks.add(task);
        }
        add(dense.name(), dense.type(), dense.shape(), task.target());
    }

    /// A constant smaller than a page (an index that ONNX Runtime wants to look at while loading)
    /// stays in the model file.
    private void placeConstant(Weight.Constant constant) {
        if (constant.content().remaining() < PAGE_BYTES) {
            initializers.add(
                    new Initializer.Inside(
                            constant.name(),
                            constant.type(),
                            constant.shape(),
                            constant.content()));
            return;
        }
        Task.Copy task = new Task.Copy(constant, allocate(constant.content().remaining()));
        tasks.add(task);
        add(constant.name(), constant.type(), constant.shape(), task.target());
    }

    private Extent allocate(long bytes) {
        long offset = (end + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
        end = offset + bytes;
        contentBytes += bytes;
        return new Extent(offset, bytes);
    }

    private void add(String name, ElementType type, List<Long> shape, Extent extent) {
        initializers.add(
                new Initializer.Outside(
                        name, type, shape, FILE_NAME, extent.offset(), extent.bytes()));
    }
}
