package dev.sluice.modelbuilder;

import dev.sluice.modelbuilder.gguf.DamagedModelException;
import dev.sluice.modelbuilder.gguf.GgufFile;
import dev.sluice.modelbuilder.graph.DecoderGraph;
import dev.sluice.modelbuilder.graph.DecoderShape;
import dev.sluice.modelbuilder.graph.GraphPlan;
import dev.sluice.modelbuilder.onnx.OnnxModel;
import dev.sluice.modelbuilder.tokenizer.TokenizerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Builds a model folder from a GGUF file, in this order:
///
/// 1. open and check the file ([GgufFile]); nothing has been written yet when it is refused,
/// 2. plan the graph ([DecoderGraph]) and the tokenizer ([TokenizerFiles]),
/// 3. give every weight its place in the data file ([WeightLayout]),
/// 4. hash the source, convert the weights on a pool of threads ([WeightFile]), write the small
///    files,
/// 5. hash the result into the manifest, written last,
/// 6. rename the folder into place ([StagingFolder]).
public final class ModelBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(ModelBuilder.class);
    private static final String MODEL_FILE = "model.onnx";

    private final Path source;
    private final GgufFile file;
    private final BuildOptions options;
    private final GraphPlan plan;
    private final TokenizerFiles tokenizer;
    private final WeightLayout layout;
    private final ProgressMeter meter;

    private ModelBuilder(Path source, GgufFile file, BuildOptions options, BuildProgress progress) {
        this.source = source;
        this.file = file;
        this.options = options;
        this.plan = DecoderGraph.plan(file, options.graph());
        this.tokenizer = TokenizerFiles.of(file);
        requireTokensFit();
        this.layout = WeightLayout.of(plan.weights());
        long totalBytes = file.bytes() + layout.contentBytes() + layout.bytes();
        this.meter = new ProgressMeter(progress, totalBytes);
    }

    /// Builds `folder` from `gguf`, replacing a model that is there. Blocks until it is done.
    ///
    /// Throws a [dev.sluice.modelbuilder.gguf.ModelFileException] when the file is damaged or of a
    /// kind that is not supported, and [IOException] when reading or writing fails (a full disk, an
    /// output folder that is something else than a model). Whatever happens, `folder` is as before,
    /// or complete, or (a process killed between the two renames of a replacement) absent; it is
    /// never half a model. An interrupt ends the build.
    public static Manifest build(
            Path gguf, Path folder, BuildOptions options, BuildProgress progress)
            throws IOException {
        try (GgufFile file = GgufFile.open(gguf)) {
            ModelBuilder builder = new ModelBuilder(gguf, file, options, progress);
            try (StagingFolder staging = StagingFolder.beside(folder)) {
                String name = options.name().orElse(String.valueOf(folder.getFileName()));
                Manifest manifest = builder.write(staging.path(), name);
                staging.publish();
                return manifest;
            }
        }
    }

    private void requireTokensFit() {
        int limit = plan.shape().vocabularySize();
        if (tokenizer.tokenCount() > limit) {
            throw new DamagedModelException(
                    "%s is damaged: the vocabulary has %d tokens, the embedding has %d rows"
                            .formatted(file.name(), tokenizer.tokenCount(), limit));
        }
    }

    private Manifest write(Path folder, String name) throws IOException {
        String sourceHash = Sha256.of(source, bytes -> meter.add(bytes, file.name()));
        Path data = folder.resolve(WeightLayout.FILE_NAME);
        WeightFile.write(data, layout, file, options.threadCount(), meter);
        Files.write(folder.resolve(MODEL_FILE), model().encode());
        ModelConfig.write(folder, plan, options.graph(), tokenizer.specialTokens());
        tokenizer.write(folder, plan.shape().rotary().contextTokens());
        Manifest.Source origin = new Manifest.Source(sourceHash, file.bytes());
        Manifest manifest = new Manifest(name, Manifest.FORMAT_VERSION, origin, entries(folder));
        manifest.write(folder);
        logBuilt(name);
        return manifest;
    }

    private OnnxModel model() {
        SequencedMap<String, Long> operatorSets = new LinkedHashMap<>();
        operatorSets.put("", 21L);
        operatorSets.put("com.microsoft", 1L);
        return new OnnxModel(
                plan.architecture().modelType(),
                plan.inputs(),
                plan.outputs(),
                plan.nodes(),
                layout.initializers(),
                operatorSets,
                metadata());
    }

    /// For tools that see only the model file; the worker reads config.json.
    private SequencedMap<String, String> metadata() {
        DecoderShape shape = plan.shape();
        SequencedMap<String, String> metadata = new LinkedHashMap<>();
        metadata.put("layers", Integer.toString(shape.layerCount()));
        metadata.put("heads", Integer.toString(shape.attention().headCount()));
        metadata.put("kv_heads", Integer.toString(shape.attention().keyValueHeadCount()));
        metadata.put("head_dim", Integer.toString(shape.attention().headSize()));
        metadata.put("vocab", Integer.toString(shape.vocabularySize()));
        metadata.put("max_pos", Integer.toString(shape.rotary().contextTokens()));
        metadata.put("kv", options.graph().weights().activationsLabel().replace("float", "fp"));
        return metadata;
    }

    private List<Manifest.FileEntry> entries(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(folder)) {
            files = found.sorted().toList();
        }
        List<Manifest.FileEntry> entries = new ArrayList<>();
        for (Path path : files) {
            entries.add(entry(path));
        }
        return entries;
    }

    private Manifest.FileEntry entry(Path path) throws IOException {
        String name = String.valueOf(path.getFileName());
        boolean isWeights = name.equals(WeightLayout.FILE_NAME);
        String hash = Sha256.of(path, bytes -> meter.add(isWeights ? bytes : 0, name));
        return new Manifest.FileEntry(name, Files.size(path), hash);
    }

    private void logBuilt(String name) {
        LOG.atInfo()
                .setMessage("model built")
                .addKeyValue("model", name)
                .addKeyValue("architecture", plan.architecture().ggufName())
                .addKeyValue("quantization", options.graph().weights().label())
                .addKeyValue("layerCount", plan.shape().layerCount())
                .addKeyValue("dataBytes", layout.bytes())
                .log();
    }
}
