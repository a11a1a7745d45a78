package dev.sluice.standalone.up;

import dev.sluice.runtime.home.Home;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/// What `up` prints once a client would get an answer. The key is shown in clear only by the start
/// that made it, and the request to paste reads it from its file: so it works at every start, and
/// no terminal's history has the key.
record ReadyReport(
        String address, String model, String kafka, Home.AdminKey key, Path keyFile, Path logFile) {
    private static final String QUESTION = "What is the capital of France? Answer in one word.";

    String text(Duration elapsed) {
        return String.join(
                System.lineSeparator(),
                "",
                "Sluice is ready in %.1f s: %s (model %s, Kafka %s, log %s)"
                        .formatted(elapsed.toMillis() / 1000.0, address, model, kafka, logFile),
                keyLine(),
                "Try it, or talk with ./sluice chat:",
                "",
                requestToPaste(),
                "");
    }

    private String keyLine() {
        return key.created()
                ? "API key (shown this once, kept in %s): %s".formatted(keyFile, key.value())
                : "API key: export SLUICE_API_KEY=\"$(cat %s)\"".formatted(quoted(keyFile));
    }

    private String requestToPaste() {
        String body =
                "{\"model\":\"%s\",\"temperature\":0,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
                        .formatted(model, QUESTION);
        return "curl -s %s/v1/chat/completions -H \"Authorization: Bearer $(cat %s)\" -H 'Content-Type: application/json' -d '%s'"
                .formatted(address, quoted(keyFile), body);
    }

    /// As one word of a POSIX shell.
    private static String quoted(Path file) {
        String path = file.toString();
        return path.matches("[A-Za-z0-9_./-]+")
                ? path
                : String.format(Locale.ROOT, "'%s'", path.replace("'", "'\\''"));
    }
}
