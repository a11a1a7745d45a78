package dev.sluice.worker.models;

import dev.sluice.modelbuilder.BuildOptions;
import dev.sluice.modelbuilder.graph.WeightFormat;

/// What a converted model is for. A CPU wants int8 weights and float32 between them, an NVIDIA GPU
/// float16 throughout; neither runs the other's at all well. Both of a model may lie side by side.
public enum ModelVariant {
    CPU("", "float32"),
    CUDA(".cuda", "float16");

    private final String suffix;
    private final String keyValueType;

    ModelVariant(String suffix, String keyValueType) {
        this.suffix = suffix;
        this.keyValueType = keyValueType;
    }

    /// For a device, `cpu`, `cuda` or `cuda:N`.
    public static ModelVariant of(String device) {
        if (device.equals("cpu")) {
            return CPU;
        }
        if (device.matches("cuda(:[0-9]{1,3})?")) {
            return CUDA;
        }
        throw new IllegalArgumentException(
                "device is '" + device + "', allowed are cpu, cuda and cuda:N");
    }

    /// How a model is built for it.
    public BuildOptions options(BuildOptions options) {
        return this == CUDA ? options.withWeights(WeightFormat.FLOAT16) : options;
    }

    /// What keys and values are in, as config.json names it.
    String keyValueType() {
        return keyValueType;
    }

    /// `cpu` or `cuda`, as `--device` takes it.
    String device() {
        return this == CUDA ? "cuda" : "cpu";
    }

    /// What must be added to a command that is to be about this one.
    String option() {
        return this == CUDA ? "--device cuda " : "";
    }

    /// The folder of a model; a name that says already what it is for is taken as it is.
    String folderName(String name) {
        return name.endsWith(suffix) ? name : name + suffix;
    }

    /// The command that makes a damaged one anew.
    public String repairCommand(String name) {
        ModelVariant named = name.endsWith(CUDA.suffix) ? CUDA : this;
        return "./sluice models pull %s--force %s".formatted(named.option(), baseName(name));
    }

    /// The name under which both are fetched and locked.
    static String baseName(String name) {
        return name.endsWith(CUDA.suffix)
                ? name.substring(0, name.length() - CUDA.suffix.length())
                : name;
    }
}
