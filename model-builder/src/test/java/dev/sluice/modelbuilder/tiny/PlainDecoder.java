package dev.sluice.modelbuilder.tiny;

import dev.sluice.modelbuilder.gguf.GgufFile;
import dev.sluice.modelbuilder.gguf.GgufTensor;
import dev.sluice.modelbuilder.quantize.Dequantizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A decoder's forward pass written as plainly as it can be, in double, straight from the GGUF: the
/// oracle for built graphs. Keeps keys and values of what it has seen; feed it one token after the
/// other. Owned by one test thread.
public final class PlainDecoder {
    private final GgufFile file;
    private final String prefix;
    private final boolean interleaved;
    private final int headCount;
    private final int keyValueHeadCount;
    private final int headSize;
    private final int layerCount;
    private final double epsilon;
    private final double base;
    private final Map<String, double[]> weights = new HashMap<>();
    private final Map<Integer, List<double[]>> keys = new HashMap<>(); // per layer, per position
    private final Map<Integer, List<double[]>> values = new HashMap<>();

    public PlainDecoder(GgufFile file) {
        this.file = file;
        this.prefix = file.metadata().text("general.architecture") + ".";
        this.interleaved = prefix.equals("llama.");
        this.headCount = size("attention.head_count");
        this.keyValueHeadCount = size("attention.head_count_kv");
        this.headSize = size("embedding_length") / headCount;
        this.layerCount = size("block_count");
        this.epsilon = file.metadata().real(prefix + "attention.layer_norm_rms_epsilon");
        this.base = file.metadata().real(prefix + "rope.freq_base");
    }

    /// Logits after `token`, the next one of the sequence.
    public double[] next(int token) {
        double[] table = weight("token_embd.weight");
        int hidden = headCount * headSize;
        double[] residual = Arrays.copyOfRange(table, token * hidden, (token + 1) * hidden);
        for (int layer = 0; layer < layerCount; layer++) {
            String block = "blk.%d.".formatted(layer);
            add(residual, attention(layer, block, norm(residual, block + "attn_norm")));
            add(residual, feedForward(block, norm(residual, block + "ffn_norm")));
        }
        String head = file.tensor("output.weight").isPresent() ? "output" : "token_embd";
        return product(head, norm(residual, "output_norm"));
    }

    private double[] attention(int layer, String block, double[] input) {
        List<double[]> pastKeys = keys.computeIfAbsent(layer, _ -> new ArrayList<>());
        List<double[]> pastValues = values.computeIfAbsent(layer, _ -> new ArrayList<>());
        int position = pastKeys.size();
        double[] query = rotate(product(block + "attn_q", input), position);
        pastKeys.add(rotate(product(block + "attn_k", input), position));
        pastValues.add(product(block + "attn_v", input));
        double[] mixed = new double[query.length];
        for (int head = 0; head < headCount; head++) {
            int shared = head * keyValueHeadCount / headCount;
            mix(query, head * headSize, pastKeys, pastValues, shared * headSize, mixed);
        }
        return product(block + "attn_output", mixed);
    }

    private void mix(
            double[] query,
            int at,
            List<double[]> pastKeys,
            List<double[]> pastValues,
            int keyAt,
            double[] mixed) {
        double[] shares = new double[pastKeys.size()];
        double sum = 0;
        for (int position = 0; position < shares.length; position++) {
            double score = 0;
            for (int lane = 0; lane < headSize; lane++) {
                score += query[at + lane] * pastKeys.get(position)[keyAt + lane];
            }
            shares[position] = Math.exp(score / Math.sqrt(headSize));
            sum += shares[position];
        }
        for (int position = 0; position < shares.length; position++) {
            for (int lane = 0; lane < headSize; lane++) {
                mixed[at + lane] += shares[position] / sum * pastValues.get(position)[keyAt + lane];
            }
        }
    }

    private double[] rotate(double[] vector, int position) {
        double[] rotated = vector.clone();
        for (int from = 0; from < vector.length; from += headSize) {
            for (int pair = 0; pair < headSize / 2; pair++) {
                int first = from + (interleaved ? 2 * pair : pair);
                int second = interleaved ? first + 1 : first + headSize / 2;
                double angle = position * Math.pow(base, -2.0 * pair / headSize);
                rotated[first] = vector[first] * Math.cos(angle) - vector[second] * Math.sin(angle);
                rotated[second] =
                        vector[first] * Math.sin(angle) + vector[second] * Math.cos(angle);
            }
        }
        return rotated;
    }

    private double[] feedForward(String block, double[] input) {
        double[] gate = product(block + "ffn_gate", input);
        double[] up = product(block + "ffn_up", input);
        for (int index = 0; index < gate.length; index++) {
            gate[index] = gate[index] / (1 + Math.exp(-gate[index])) * up[index];
        }
        return product(block + "ffn_down", gate);
    }

    private double[] norm(double[] input, String name) {
        double[] scale = weight(name + ".weight");
        double squares = 0;
        for (double value : input) {
            squares += value * value;
        }
        double factor = 1 / Math.sqrt(squares / input.length + epsilon);
        double[] output = new double[input.length];
        for (int index = 0; index < input.length; index++) {
            output[index] = input[index] * factor * scale[index];
        }
        return output;
    }

    private double[] product(String name, double[] input) {
        double[] matrix = weight(name + ".weight");
        double[] output = new double[matrix.length / input.length];
        for (int row = 0; row < output.length; row++) {
            for (int column = 0; column < input.length; column++) {
                output[row] += matrix[row * input.length + column] * input[column];
            }
        }
        if (file.tensor(name + ".bias").isPresent()) {
            add(output, weight(name + ".bias"));
        }
        return output;
    }

    private static void add(double[] target, double[] addend) {
        for (int index = 0; index < target.length; index++) {
            target[index] += addend[index];
        }
    }

    private double[] weight(String name) {
        return weights.computeIfAbsent(name, this::decode);
    }

    private double[] decode(String name) {
        GgufTensor tensor = file.tensor(name).orElseThrow();
        byte[] bytes = new byte[(int) tensor.bytes()];
        file.read(tensor, 0, bytes);
        float[] decoded = new float[(int) (tensor.rows() * tensor.columns())];
        new Dequantizer().decode(tensor.type(), bytes, 0, decoded, 0, decoded.length);
        double[] widened = new double[decoded.length];
        for (int index = 0; index < decoded.length; index++) {
            widened[index] = decoded[index];
        }
        return widened;
    }

    private int size(String name) {
        return file.metadata().size(prefix + name, Integer.MAX_VALUE);
    }
}
