package dev.sluice.worker;

import dev.sluice.worker.serving.EngineKind;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The options that choose what generates tokens, for every command that starts a worker.
public final class EngineChoice {
    private static final Pattern DURATION = Pattern.compile("\\d{1,9}(ms|s|m)");

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--engine",
            paramLabel = "KIND",
            description =
                    "native; simulated: words at a set pace, no model; or remote: an"
                            + " OpenAI-compatible server (default: native)")
    private @Nullable String engine;

    @Option(
            names = "--ttft",
            paramLabel = "DURATION",
            description = "simulated: time to first token (default: 0ms)")
    private @Nullable String ttft;

    @Option(
            names = "--itl",
            paramLabel = "DURATION",
            description = "simulated: time between tokens (default: 20ms)")
    private @Nullable String itl;

    @Option(
            names = "--text",
            paramLabel = "FILE",
            description = "simulated: say this text over and again, up to 1 MiB")
    private @Nullable Path text;

    @Option(
            names = "--remote-url",
            paramLabel = "URL",
            description =
                    "remote: the base of the server's API, http://HOST:PORT/v1; its key, where it"
                            + " wants one, is taken from SLUICE_WORKER_REMOTE_API_KEY")
    private @Nullable String remoteUrl;

    @Option(
            names = "--remote-model",
            paramLabel = "NAME",
            description = "remote: the model's name there (default: that of --model)")
    private @Nullable String remoteModel;

    /// Whether the model is one of this machine's files.
    public boolean isNative() {
        return kind() == EngineKind.NATIVE;
    }

    /// Refuses a remote engine without a model: there is none that every server has.
    public void requireModel(@Nullable String model) {
        if (kind() == EngineKind.REMOTE && model == null) {
            throw refused(
                    "--engine remote needs --model NAME: the pool, and the model on the server"
                            + " where no --remote-model names it");
        }
    }

    /// What was chosen, as configuration.
    public Map<String, String> settings() {
        var settings = new HashMap<String, String>();
        settings.put("sluice.worker.engine", kind().name().toLowerCase(Locale.ROOT));
        putDuration(settings, "ttft", ttft);
        putDuration(settings, "itl", itl);
        put(settings, "remote.url", remoteUrl);
        put(settings, "remote.model", remoteModel);
        if (remoteUrl != null && kind() != EngineKind.REMOTE) {
            throw refused("--remote-url needs --engine remote");
        }
        if (text != null) {
            settings.put("sluice.worker.simulated.text", text.toAbsolutePath().toString());
        }
        return settings;
    }

    private EngineKind kind() {
        if (engine == null) {
            return EngineKind.NATIVE;
        }
        for (EngineKind kind : EngineKind.values()) {
            if (kind.name().equalsIgnoreCase(engine)) {
                return kind;
            }
        }
        throw refused("--engine must be native, simulated or remote, not " + engine);
    }

    private static void put(Map<String, String> settings, String name, @Nullable String value) {
        if (value != null) {
            settings.put("sluice.worker." + name, value);
        }
    }

    private void putDuration(Map<String, String> settings, String name, @Nullable String value) {
        if (value == null) {
            return;
        }
        if (!DURATION.matcher(value).matches()) {
            throw refused("--" + name + " must be a duration such as 20ms or 2s, not " + value);
        }
        settings.put("sluice.worker.simulated." + name, value);
    }

    private ParameterException refused(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }
}
