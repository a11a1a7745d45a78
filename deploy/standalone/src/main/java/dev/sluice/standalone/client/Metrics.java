package dev.sluice.standalone.client;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/// Samples in Prometheus' text format, as far as a status view needs them: name and value, without
/// the labels.
record Metrics(List<Sample> samples) {
    record Sample(String name, double value) {}

    Metrics {
        samples = List.copyOf(samples);
    }

    static Metrics parse(String text) {
        var samples = new ArrayList<Sample>();
        text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .forEach(line -> addIfReadable(samples, line));
        return new Metrics(samples);
    }

    /// Over all workers; 0 where nobody reports it.
    double sum(String name) {
        return valuesOf(name).sum();
    }

    double largest(String name) {
        return valuesOf(name).max().orElse(0);
    }

    private DoubleStream valuesOf(String name) {
        return samples.stream().filter(s -> s.name().equals(name)).mapToDouble(Sample::value);
    }

    private static void addIfReadable(List<Sample> samples, String line) {
        int nameEnd = endOfName(line);
        int valueStart = line.lastIndexOf('}') + 1;
        String value = line.substring(Math.max(nameEnd, valueStart)).strip().split("\\s", 2)[0];
        try {
            samples.add(new Sample(line.substring(0, nameEnd), Double.parseDouble(value)));
        } catch (NumberFormatException notASample) {
            // Prometheus writes NaN and +Inf in its own way; neither is a figure to show.
        }
    }

    private static int endOfName(String line) {
        int end = 0;
        while (end < line.length() && line.charAt(end) != '{' && line.charAt(end) != ' ') {
            end++;
        }
        return end;
    }
}
