package dev.sluice.bench.accuracy;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import dev.sluice.modelbuilder.BuildOptions;
import dev.sluice.modelbuilder.ModelBuilder;
import dev.sluice.modelbuilder.gguf.ModelFileException;
import dev.sluice.modelbuilder.graph.WeightFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The same file converted without rounding any weight, for as long as the comparison takes. Always
/// in one folder of the cache, so that what a killed run left is replaced by the next.
record Float32Build(Path folder) implements AutoCloseable {
    private static final String FOLDER = "bench-float32";

    static Float32Build of(Path gguf, Path cache) throws IOException {
        Path folder = cache.resolve(FOLDER);
        Files.createDirectories(cache);
        BuildOptions options = BuildOptions.defaults().withWeights(WeightFormat.FLOAT32);
        try {
            ModelBuilder.build(gguf, folder, options, (_, _, _) -> {});
        } catch (ModelFileException e) {
            throw new SluiceException(
                    ErrorCode.ENGINE_FAILED, gguf + " cannot be built: " + e.getMessage(), e);
        }
        return new Float32Build(folder);
    }

    Path modelFile() {
        return folder.resolve("model.onnx");
    }

    @Override
    public void close() throws IOException {
        for (Path path : deepestFirst()) {
            Files.delete(path);
        }
    }

    private List<Path> deepestFirst() throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.sorted(Comparator.reverseOrder()).toList();
        }
    }
}
