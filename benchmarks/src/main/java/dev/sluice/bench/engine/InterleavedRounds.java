package dev.sluice.bench.engine;

import dev.sluice.bench.report.Samples;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;

/// Measures several things in turns, so that whatever else the machine does hits all of them alike.
/// The first round warms up and does not count.
final class InterleavedRounds {
    private InterleavedRounds() {}

    static <W> SequencedMap<W, Samples> measure(
            List<W> workloads, int roundCount, ToDoubleFunction<W> measurement) {
        SequencedMap<W, List<Double>> values = new LinkedHashMap<>();
        workloads.forEach(workload -> values.put(workload, new ArrayList<>()));
        for (int round = 0; round <= roundCount; round++) {
            values.forEach((workload, of) -> of.add(measurement.applyAsDouble(workload)));
        }
        SequencedMap<W, Samples> samples = new LinkedHashMap<>();
        values.forEach(
                (workload, of) -> samples.put(workload, new Samples(of.subList(1, of.size()))));
        return samples;
    }
}
