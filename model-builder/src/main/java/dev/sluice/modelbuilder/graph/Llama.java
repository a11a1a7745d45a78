package dev.sluice.modelbuilder.graph;

/// Llama 2 and 3, SmolLM2, DeepSeek-R1-Distill-Llama and other models that llama.cpp stores as
/// `llama`. Its converter reorders the query and key rows so that rotary pairs are neighbours.
record Llama() implements Architecture {
    @Override
    public String ggufName() {
        return "llama";
    }

    @Override
    public String modelType() {
        return "llama";
    }

    @Override
    public String className() {
        return "LlamaForCausalLM";
    }

    @Override
    public boolean rotaryInterleaved() {
        return true;
    }
}
