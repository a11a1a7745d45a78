package dev.sluice.worker.engine;

/// Where the model runs: `cpu`, or `cuda:N` for the N-th NVIDIA GPU.
public sealed interface Device {
    record Cpu() implements Device {
        @Override
        public String toString() {
            return "cpu";
        }
    }

    record Cuda(int index) implements Device {
        @Override
        public String toString() {
            return "cuda:" + index;
        }
    }

    static Device parse(String text) {
        if (text.equals("cpu")) {
            return new Cpu();
        }
        if (text.matches("cuda:[0-9]{1,3}")) {
            return new Cuda(Integer.parseInt(text.substring("cuda:".length())));
        }
        throw new IllegalArgumentException(
                "device is '" + text + "', allowed are cpu and cuda:N, for example cuda:0");
    }
}
