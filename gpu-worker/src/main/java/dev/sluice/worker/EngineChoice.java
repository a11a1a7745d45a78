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
            description = "native, or simulated: words at a set pace, no model (default: native)")
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

    public boolean isSimulated() {
        return kind() == EngineKind.SIMULATED;
    }

    /// What was chosen, as configuration.
    public Map<String, String> settings() {
        var settings = new HashMap<String, String>();
        settings.put("sluice.worker.engine", kind().name().toLowerCase(Locale.ROOT));
        putDuration(settings, "ttft", ttft);
        putDuration(settings, "itl", itl);
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
        throw refused("--engine must be native or simulated, not " + engine);
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
