package dev.sluice.worker.serving;

import dev.sluice.worker.remote.Dialect;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// The OpenAI-compatible server that generates, where `sluice.worker.engine` is `remote`.
@ConfigMapping(prefix = "sluice.worker.remote")
public interface RemoteSettings {
    /// The base of the server's API, for example `http://gpu-1:8000/v1`.
    Optional<URI> url();

    /// The model's name on the server; by default the worker's own.
    Optional<String> model();

    /// What the server wants as its key. Set it as `SLUICE_WORKER_REMOTE_API_KEY`; it is in no log.
    Optional<String> apiKey();

    /// What the server understands beyond OpenAI's parameters, and how it continues an answer whose
    /// worker died: `openai` (nothing, not at all), `vllm`, `sglang`, `llama-cpp`. By default as
    /// the server's list of models tells, else `openai`.
    Optional<Dialect> dialect();

    /// How long the start waits for the server. Longer lets both start together, and tells later of
    /// a wrong address.
    @WithDefault("30s")
    Duration startPatience();

    /// How long a connection may take. Shorter hands requests on sooner; too short loses them where
    /// the network is slow.
    @WithDefault("5s")
    Duration connectTimeout();

    /// How long the server may be silent about a request before it is handed to another worker, the
    /// reading of its prompt included. Shorter finds a hanging server sooner, and loses requests
    /// whose prompt is long or whose server is full.
    @WithDefault("2m")
    Duration idleTimeout();

    /// How often the server is asked whether it lives. Shorter finds a dead one, and one that is
    /// back, sooner; each time costs it a listing of its models.
    @WithDefault("5s")
    Duration probeInterval();

    /// Most bytes of one event of a stream; a longer one loses the request. More costs memory in
    /// every slot.
    @WithDefault("65536")
    int lineBytesMax();
}
