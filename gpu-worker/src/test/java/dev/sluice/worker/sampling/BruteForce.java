package dev.sluice.worker.sampling;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// The sampling rules written down as they are defined, by sorting everything: the oracle.
final class BruteForce {
    /// A draw, and how far `uniform` was from choosing another token; a rounding difference may
    /// flip a close one.
    record Draw(int tokenId, double margin) {}

    private BruteForce() {}

    static Draw draw(float[] logits, SamplingParameters parameters, long position) {
        double[] weights = weights(logits, parameters.temperature());
        List<Integer> kept = kept(logits, weights, parameters);
        double total = kept.stream().mapToDouble(id -> weights[id]).sum();
        double goal = CounterRandom.uniform(parameters.seed(), position) * total;
        double sum = 0;
        double margin = Double.MAX_VALUE;
        int chosen = -1;
        for (int id : kept) {
            margin = Math.min(margin, Math.abs(goal - sum) / total);
            sum += weights[id];
            if (chosen < 0 && goal < sum) {
                chosen = id;
            }
        }
        return new Draw(chosen, sum == weights[kept.getFirst()] ? 1 : margin);
    }

    static double[] weights(float[] logits, double temperature) {
        double max = IntStream.range(0, logits.length).mapToDouble(i -> logits[i]).max().orElse(0);
        return IntStream.range(0, logits.length)
                .mapToDouble(i -> Math.exp((logits[i] - max) / temperature))
                .toArray();
    }

    /// The tokens that stay, in order of id.
    static List<Integer> kept(float[] logits, double[] weights, SamplingParameters parameters) {
        List<Integer> ranked =
                IntStream.range(0, logits.length)
                        .boxed()
                        .sorted(Comparator.comparingDouble((Integer id) -> -logits[id]))
                        .filter(id -> weights[id] >= parameters.minP() * (1 - 1e-9))
                        .limit(parameters.topK() == 0 ? Long.MAX_VALUE : parameters.topK())
                        .toList();
        double goal = parameters.topP() * ranked.stream().mapToDouble(id -> weights[id]).sum();
        int count = 0;
        for (double sum = 0; count < ranked.size() && (count == 0 || sum < goal); count++) {
            sum += weights[ranked.get(count)];
        }
        boolean isWhole = parameters.topP() == 1;
        return ranked.stream().limit(isWhole ? ranked.size() : count).sorted().toList();
    }
}
