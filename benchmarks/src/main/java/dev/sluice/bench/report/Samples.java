package dev.sluice.bench.report;

import java.util.List;

/// Several measurements of one thing. The median stands for them: one round that another process
/// disturbed does not move it.
public record Samples(List<Double> values) {
    public Samples {
        values = values.stream().sorted().toList();
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no measurement");
        }
    }

    /// The middle one, or the mean of the two in the middle.
    public double median() {
        int middle = values.size() / 2;
        boolean isOdd = values.size() % 2 == 1;
        return isOdd ? values.get(middle) : (values.get(middle - 1) + values.get(middle)) / 2;
    }

    public double smallest() {
        return values.getFirst();
    }

    public double largest() {
        return values.getLast();
    }
}
