package dev.sluice.worker.serving;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/// What a worker is told at its start.
@ConfigMapping(prefix = "sluice.worker")
public interface WorkerSettings {
    /// The worker's stable name; two live workers must not share it.
    @WithDefault("worker-1")
    String id();

    /// The model: a catalogue name, or a GGUF file.
    @WithDefault("smollm2-135m-instruct")
    String model();

    /// The name under which the model is served; by default the model's own.
    Optional<String> pool();

    /// What generates: `native` (ONNX Runtime), `simulated` (a set pace, for load tests), or
    /// `remote` (an OpenAI-compatible server).
    @WithDefault("native")
    EngineKind engine();

    /// Where the model runs: `cpu`, or `cuda:N` for the N-th NVIDIA GPU. Without the GPU, or a
    /// build for it, the worker does not start: nothing falls back to the CPU.
    @WithDefault("cpu")
    String device();

    /// Sequences at once. More serve more clients per second, each of them slower; every slot may
    /// grow to `context-tokens` of KV cache.
    @WithDefault("8")
    int slots();

    /// Most tokens of prompt and answer together; the model's own limit caps it. More allows longer
    /// conversations and costs memory in every slot.
    @WithDefault("2048")
    int contextTokens();

    /// Whether a prompt that begins like an earlier one of the same tenant is read only from where
    /// they differ. The answers are the same to the bit; without it, a first token tells nothing
    /// about what was asked before.
    @WithDefault("true")
    boolean prefixReuse();

    /// Threads of the engine; 0 takes one per processor. More than the processors only wait.
    @WithDefault("0")
    int threads();

    /// Whether engine threads wait busily for the next operator, 50 µs at most, before they sleep.
    /// A step of one sequence takes 1.4 times as long without it.
    @WithDefault("true")
    boolean spinning();

    /// How often a worker reports when nothing changes. Shorter finds a dead worker sooner and
    /// costs a record each time.
    @WithDefault("500ms")
    Duration heartbeat();

    /// How long running sequences may go on after SIGTERM before they are handed to other workers.
    @WithDefault("20s")
    Duration drain();
}
