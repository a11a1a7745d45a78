package dev.sluice.modelbuilder.graph;

import dev.sluice.modelbuilder.gguf.GgufFile;
import dev.sluice.modelbuilder.gguf.GgufTensor;
import dev.sluice.modelbuilder.onnx.Attribute;
import dev.sluice.modelbuilder.onnx.Dimension;
import dev.sluice.modelbuilder.onnx.ElementType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

/// Plans the decoder's graph, flavour `gqa-static-slot`: one graph serves prefill (one row, many
/// tokens) and decode (many rows, one token), over key and value buffers that the caller owns and
/// binds as input and output alike.
///
/// ```
/// ids ─ embedding ─┬────────────────── + ─┬────────────────────── + ─ … ─ norm ─ logits
///                  └ norm ─ attention ─┘  └ norm ─ gate·up ─ down ┘
/// ```
///
/// Each sum of the residual is fused with the norm that follows it, so a layer ends with the next
/// layer's norm. Behind its attention the last layer goes on with the last token only. Choices and
/// their measurements: block 32, accuracy level 4, packed q, k, v; QuickGelu with alpha 1 is SiLU.
public final class DecoderGraph {
    private static final Dimension BATCH = Dimension.of("batch");
    private static final Dimension SEQUENCE = Dimension.of("seq");
    private static final Dimension SLOT_LENGTH = Dimension.of("max_len");

    private final DecoderShape shape;
    private final GraphOptions options;
    private final TensorClaims tensors;
    private final GraphSketch sketch = new GraphSketch();
    private final MatrixNodes matrices;

    /// The residual sum, and its normed copy that the next block reads.
    private record Flow(String residual, String normed) {}

    private DecoderGraph(DecoderShape shape, GraphOptions options, TensorClaims tensors) {
        this.shape = shape;
        this.options = options;
        this.tensors = tensors;
        this.matrices = MatrixNodes.of(options.weights(), sketch);
    }

    /// Throws a [dev.sluice.modelbuilder.gguf.ModelFileException] when the file is not a complete
    /// decoder of a known architecture.
    public static GraphPlan plan(GgufFile file, GraphOptions options) {
        Architecture architecture = Architecture.of(file);
        DecoderShape shape = new ShapeReader(file, architecture).read(options.contextTokensMax());
        TensorClaims tensors = new TensorClaims(file);
        DecoderGraph graph = new DecoderGraph(shape, options, tensors);
        graph.declareRotaryTables(file);
        graph.build();
        tensors.requireAllTaken();
        return graph.sketch.toPlan(architecture, shape);
    }

    private void build() {
        declareInputsAndOutputs();
        Flow flow = embed();
        for (int layer = 0; layer < shape.layerCount(); layer++) {
            flow = feedForward(layer, attend(layer, flow));
        }
        String head = tensors.has("output.weight") ? "output.weight" : "token_embd.weight";
        score(vocabularyMatrix(head), flow.normed());
    }

    /// Logits are float32 whatever the rest is: the sampler reads them on the host, where half
    /// precision would have to be converted.
    private void score(GgufTensor head, String normed) {
        if (activations() == ElementType.FLOAT) {
            matrices.product("logits", List.of(head), normed);
            return;
        }
        String product = matrices.product("logits.product", List.of(head), normed);
        sketch.node(
                GraphSketch.ONNX,
                "Cast",
                List.of(product),
                "logits",
                Attribute.of("to", ElementType.FLOAT.number()));
    }

    private ElementType activations() {
        return options.weights().activations();
    }

    private void declareInputsAndOutputs() {
        sketch.input("input_ids", ElementType.INT64, BATCH, SEQUENCE);
        sketch.input("seqlens_k", ElementType.INT32, BATCH);
        sketch.input("total_len", ElementType.INT32, Dimension.of(1));
        Dimension scored = options.logits() == LogitScope.LAST ? Dimension.of(1) : SEQUENCE;
        sketch.output(
                "logits", ElementType.FLOAT, BATCH, scored, Dimension.of(shape.vocabularySize()));
        for (int layer = 0; layer < shape.layerCount(); layer++) {
            declareSlots(layer, "key");
            declareSlots(layer, "value");
        }
    }

    private void declareSlots(int layer, String kind) {
        Dimension heads = Dimension.of(shape.attention().keyValueHeadCount());
        Dimension headSize = Dimension.of(shape.attention().headSize());
        String past = "past.%d.%s".formatted(layer, kind);
        String present = "present.%d.%s".formatted(layer, kind);
        sketch.input(past, activations(), BATCH, heads, SLOT_LENGTH, headSize);
        sketch.output(present, activations(), BATCH, heads, SLOT_LENGTH, headSize);
    }

    private void declareRotaryTables(GgufFile file) {
        int pairs = shape.attention().headSize() / 2;
        RotaryTable table =
                RotaryTable.of(
                        shape,
                        file,
                        tensors.vectorIfPresent("rope_freqs.weight", pairs),
                        activations());
        sketch.weight(table.cosines("rotary.cos"));
        sketch.weight(table.sines("rotary.sin"));
    }

    private Flow embed() {
        GgufTensor table = vocabularyMatrix("token_embd.weight");
        String embedded = matrices.lookup("embedding", table, "input_ids");
        String normed =
                sketch.node(
                        GraphSketch.ONNX,
                        "SimplifiedLayerNormalization",
                        List.of(embedded, normWeight("blk.0.attn_norm.weight")),
                        "layers.0.attention.normed",
                        Attribute.of("axis", -1),
                        Attribute.of("epsilon", shape.normEpsilon()),
                        Attribute.of("stash_type", 1));
        return new Flow(embedded, normed);
    }

    private Flow attend(int layer, Flow flow) {
        DecoderShape.Attention attention = shape.attention();
        String name = "layers.%d.attention".formatted(layer);
        List<String> stored =
                Stream.of("attn_q", "attn_k", "attn_v").map(part -> block(layer, part)).toList();
        List<GgufTensor> parts =
                List.of(
                        hiddenInput(stored.get(0), attention.queryRows()),
                        hiddenInput(stored.get(1), attention.keyValueRows()),
                        hiddenInput(stored.get(2), attention.keyValueRows()));
        String packed =
                biased(matrices.product(name + ".qkv", parts, flow.normed()), stored, parts);
        String mixed = groupQueryAttention(layer, name + ".mixed", packed);
        String residual = flow.residual();
        if (layer == shape.layerCount() - 1 && options.logits() == LogitScope.LAST) {
            // The last token needs the others for what its attention reads of them, no further.
            declareLast();
            mixed = lastToken(mixed);
            residual = lastToken(residual);
        }
        String output =
                project(
                        name + ".output",
                        block(layer, "attn_output"),
                        shape.hiddenSize(),
                        attention.queryRows(),
                        mixed);
        String norm = block(layer, "ffn_norm") + ".weight";
        return addAndNorm("layers.%d.mlp".formatted(layer), residual, output, norm);
    }

    private String groupQueryAttention(int layer, String name, String packed) {
        DecoderShape.Attention attention = shape.attention();
        return sketch.node(
                GraphSketch.CONTRIB,
                "GroupQueryAttention",
                List.of(
                        packed,
                        "",
                        "",
                        "past.%d.key".formatted(layer),
                        "past.%d.value".formatted(layer),
                        "seqlens_k",
                        "total_len",
                        "rotary.cos",
                        "rotary.sin"),
                List.of(
                        name,
                        "present.%d.key".formatted(layer),
                        "present.%d.value".formatted(layer)),
                Attribute.of("num_heads", attention.headCount()),
                Attribute.of("kv_num_heads", attention.keyValueHeadCount()),
                Attribute.of("do_rotary", 1),
                Attribute.of("rotary_interleaved", shape.rotary().interleaved() ? 1 : 0),
                Attribute.of("scale", (float) (1 / Math.sqrt(attention.headSize()))));
    }

    private Flow feedForward(int layer, Flow flow) {
        String name = "layers.%d.mlp".formatted(layer);
        int inner = shape.feedForwardSize();
        int hidden = shape.hiddenSize();
        String gate =
                project(name + ".gate", block(layer, "ffn_gate"), inner, hidden, flow.normed());
        String up = project(name + ".up", block(layer, "ffn_up"), inner, hidden, flow.normed());
        String active =
                sketch.node(
                        GraphSketch.CONTRIB,
                        "QuickGelu",
                        List.of(gate),
                        name + ".active",
                        Attribute.of("alpha", 1f));
        String gated = sketch.node(GraphSketch.ONNX, "Mul", List.of(active, up), name + ".gated");
        String down = project(name + ".down", block(layer, "ffn_down"), hidden, inner, gated);
        if (layer < shape.layerCount() - 1) {
            String norm = block(layer + 1, "attn_norm") + ".weight";
            String next = "layers.%d.attention".formatted(layer + 1);
            return addAndNorm(next, flow.residual(), down, norm);
        }
        return addAndNorm("final", flow.residual(), down, "output_norm.weight");
    }

    private void declareLast() {
        ByteBuffer last = ByteBuffer.allocate(Long.BYTES).putLong(-1).flip();
        sketch.weight(new Weight.Constant("last", ElementType.INT64, List.of(1L), last));
    }

    private String lastToken(String input) {
        return sketch.node(
                GraphSketch.ONNX,
                "Gather",
                List.of(input, "last"),
                input + ".last",
                Attribute.of("axis", 1));
    }

    private Flow addAndNorm(String name, String residual, String addend, String normTensor) {
        String normed = name + ".normed";
        String sum = name + ".residual";
        sketch.node(
                GraphSketch.CONTRIB,
                "SkipSimplifiedLayerNormalization",
                List.of(residual, addend, normWeight(normTensor)),
                List.of(normed, "", "", sum),
                Attribute.of("epsilon", shape.normEpsilon()));
        return new Flow(sum, normed);
    }

    private String project(String name, String stored, int rows, int columns, String input) {
        List<GgufTensor> parts = List.of(tensors.matrix(stored + ".weight", rows, columns));
        return biased(matrices.product(name, parts, input), List.of(stored), parts);
    }

    /// Adds the biases of a product's parts where the file has them.
    private String biased(String product, List<String> stored, List<GgufTensor> parts) {
        if (!tensors.has(stored.getFirst() + ".bias")) {
            return product;
        }
        List<GgufTensor> biases =
                Stream.iterate(0, index -> index < parts.size(), index -> index + 1)
                        .map(i -> tensors.vector(stored.get(i) + ".bias", parts.get(i).rows()))
                        .toList();
        String bias = sketch.weight(new Weight.Dense(product + ".bias", activations(), biases));
        return sketch.node(GraphSketch.ONNX, "Add", List.of(product, bias), product + ".biased");
    }

    private GgufTensor hiddenInput(String stored, int rows) {
        return tensors.matrix(stored + ".weight", rows, shape.hiddenSize());
    }

    private GgufTensor vocabularyMatrix(String name) {
        return tensors.matrix(name, shape.vocabularySize(), shape.hiddenSize());
    }

    private String normWeight(String tensor) {
        return sketch.weight(
                new Weight.Dense(
                        tensor,
                        activations(),
                        List.of(tensors.vector(tensor, shape.hiddenSize()))));
    }

    private static String block(int layer, String part) {
        return "blk.%d.%s".formatted(layer, part);
    }
}
