package dev.sluice.modelbuilder;

import dev.sluice.modelbuilder.gguf.DamagedModelException;
import dev.sluice.modelbuilder.gguf.GgufFile;
import dev.sluice.modelbuilder.gguf.GgufTensor;
import dev.sluice.modelbuilder.gguf.UnsupportedModelException;
import dev.sluice.modelbuilder.onnx.ElementType;
import dev.sluice.modelbuilder.quantize.Dequantizer;
import dev.sluice.modelbuilder.quantize.Int8Blocks;
import dev.sluice.modelbuilder.quantize.Int8Repacker;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Computes the weights and writes the data file. The work is cut into pieces of about a million
/// weights, which bounds memory however large the model; each piece writes to its own range, so the
/// pool's threads share nothing but the open files.
final class WeightFile {
    private static final long WEIGHTS_PER_PIECE = 1 << 20;

    private final GgufFile source;
    private final FileChannel target;
    private final ProgressMeter meter;

    private WeightFile(GgufFile source, FileChannel target, ProgressMeter meter) {
        this.source = source;
        this.target = target;
        this.meter = meter;
    }

    static void write(
            Path file, WeightLayout layout, GgufFile source, int threadCount, ProgressMeter meter)
            throws IOException {
        try (FileChannel target =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            WeightFile weights = new WeightFile(source, target, meter);
            List<Callable<Void>> pieces = new ArrayList<>();
            layout.tasks().forEach(task -> weights.cut(task, pieces));
            runAll(pieces, threadCount);
        }
    }

    private void cut(WeightLayout.Task task, List<Callable<Void>> pieces) {
        switch (task) {
            case WeightLayout.Task.Quantise quantise -> cutQuantise(quantise, pieces);
            case WeightLayout.Task.Decode decode -> cutDecode(decode, pieces);
            case WeightLayout.Task.Copy copy ->
                    pieces.add(() -> {
                        write(copy.constant().content(), copy.target().offset());
                        meter.add(copy.target().bytes(), copy.constant().name());
                        return null;
                    });
        }
    }

    private void cutQuantise(WeightLayout.Task.Quantise task, List<Callable<Void>> pieces) {
        long firstRow = 0;
        for (GgufTensor part : task.parts()) {
            long partRow = firstRow;
            for (Rows rows : Rows.cut(part)) {
                pieces.add(() -> {
                    quantise(task, part, rows, partRow + rows.first());
                    return null;
                });
            }
            firstRow += part.rows();
        }
    }

    private void cutDecode(WeightLayout.Task.Decode task, List<Callable<Void>> pieces) {
        long firstWeight = 0;
        for (GgufTensor part : task.parts()) {
            long partWeight = firstWeight;
            for (Rows rows : Rows.cut(part)) {
                pieces.add(() -> {
                    long weight = partWeight + rows.first() * part.columns();
                    decode(part, rows, task, weight);
                    return null;
                });
            }
            firstWeight += part.rows() * part.columns();
        }
    }

    private void quantise(
            WeightLayout.Task.Quantise task, GgufTensor part, Rows rows, long targetRow)
            throws IOException {
        Int8Blocks blocks = repack(part, rows, task.blockWeights());
        long blocksPerRow = part.columns() / task.blockWeights();
        write(blocks.codes(), task.codes().offset() + targetRow * part.columns());
        write(blocks.scales(), task.scales().offset() + targetRow * blocksPerRow * Float.BYTES);
        write(blocks.zeroPoints(), task.zeroPoints().offset() + targetRow * blocksPerRow);
        meter.add(blocks.bytes(), part.name());
    }

    private Int8Blocks repack(GgufTensor part, Rows rows, int blockWeights) {
        try {
            int weightCount = Math.toIntExact(rows.count() * part.columns());
            return new Int8Repacker()
                    .repack(part.type(), read(part, rows), weightCount, blockWeights);
        } catch (ArithmeticException notFinite) {
            throw new DamagedModelException(
                    "%s is damaged: tensor %s, after row %d: %s"
                            .formatted(
                                    source.name(),
                                    part.name(),
                                    rows.first(),
                                    notFinite.getMessage()));
        }
    }

    private void decode(GgufTensor part, Rows rows, WeightLayout.Task.Decode task, long firstWeight)
            throws IOException {
        float[] weights = new float[Math.toIntExact(rows.count() * part.columns())];
        new Dequantizer().decode(part.type(), read(part, rows), 0, weights, 0, weights.length);
        ByteBuffer content =
                task.type() == ElementType.FLOAT16 ? halves(part, weights) : floats(weights);
        meter.add(content.remaining(), part.name());
        write(content, task.target().offset() + firstWeight * task.type().bytes());
    }

    private static ByteBuffer floats(float[] weights) {
        ByteBuffer buffer =
                ByteBuffer.allocate(weights.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(weights);
        return buffer;
    }

    /// A weight beyond the range of float16 would be infinite, and every answer NaN.
    private ByteBuffer halves(GgufTensor part, float[] weights) {
        ByteBuffer buffer =
                ByteBuffer.allocate(weights.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float weight : weights) {
            short half = Float.floatToFloat16(weight);
            if (!Float.isFinite(Float.float16ToFloat(half))) {
                throw new UnsupportedModelException(
                        "%s has a weight of %s in tensor %s, float16 ends at 65504"
                                .formatted(source.name(), weight, part.name()));
            }
            buffer.putShort(half);
        }
        return buffer.flip();
    }

    private byte[] read(GgufTensor part, Rows rows) {
        byte[] bytes = new byte[Math.toIntExact(rows.count() * part.bytesPerRow())];
        source.read(part, rows.first() * part.bytesPerRow(), bytes);
        return bytes;
    }

    private void write(ByteBuffer content, long offset) throws IOException {
        ByteBuffer rest = content.duplicate();
        long position = offset;
        while (rest.hasRemaining()) {
            position += target.write(rest, position);
        }
    }

    /// A run of a tensor's rows.
    private record Rows(long first, long count) {
        static List<Rows> cut(GgufTensor tensor) {
            long step = Math.max(1, WEIGHTS_PER_PIECE / tensor.columns());
            List<Rows> runs = new ArrayList<>();
            for (long first = 0; first < tensor.rows(); first += step) {
                runs.add(new Rows(first, Math.min(step, tensor.rows() - first)));
            }
            return runs;
        }
    }

    /// Runs the pieces; at the first failure drops those not started and throws it.
    private static void runAll(List<Callable<Void>> pieces, int threadCount) throws IOException {
        try (ExecutorService pool =
                Executors.newFixedThreadPool(
                        threadCount,
                        Thread.ofPlatform().daemon().name("model-build-", 0).factory())) {
            try {
                for (Future<Void> piece : pieces.stream().map(pool::submit).toList()) {
                    piece.get();
                }
            } catch (ExecutionException failure) {
                pool.shutdownNow();
                throw rethrown(failure);
            } catch (InterruptedException interrupted) {
                pool.shutdownNow();
                Thread.currentThread().interrupt();
                throw (IOException)
                        new InterruptedIOException("model build was interrupted")
                                .initCause(interrupted);
            }
        }
    }

    private static IOException rethrown(ExecutionException failure) {
        return switch (failure.getCause()) {
            case IOException cause -> cause;
            case RuntimeException cause -> throw cause;
            case Error cause -> throw cause;
            case null, default -> new IOException(failure);
        };
    }
}
