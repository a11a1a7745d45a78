package dev.sluice.worker.serving;

/// What generates the tokens.
public enum EngineKind {
    /// ONNX Runtime in this process.
    NATIVE,
    /// Nothing but time: tokens come at a set pace, for load tests without the hardware.
    SIMULATED,
    /// An OpenAI-compatible server elsewhere (vLLM, SGLang, llama.cpp).
    REMOTE
}
