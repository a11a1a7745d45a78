package dev.sluice.modelbuilder.graph;

/// Qwen2, Qwen2.5 and DeepSeek-R1-Distill-Qwen: query, key and value have biases, and rows keep
/// their original order.
record Qwen2() implements Architecture {
    @Override
    public String ggufName() {
        return "qwen2";
    }

    @Override
    public String modelType() {
        return "qwen2";
    }

    @Override
    public String className() {
        return "Qwen2ForCausalLM";
    }

    @Override
    public boolean rotaryInterleaved() {
        return false;
    }
}
