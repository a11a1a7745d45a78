package dev.sluice.standalone.client;

import dev.sluice.standalone.console.OperatorFailure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Where a gateway is and the key to it.
public record Endpoint(URI address, String apiKey) {
    private static final String DEFAULT_ADDRESS = "http://127.0.0.1:8080";

    @Override
    public String toString() {
        return address.toString();
    }

    /// From `SLUICE_URL` and `SLUICE_API_KEY`, else the usual address and the key in
    /// `adminKeyFile`.
    public static Endpoint of(Map<String, String> environment, Path adminKeyFile) {
        return new Endpoint(addressIn(environment), apiKeyIn(environment, adminKeyFile));
    }

    URI resolve(String path) {
        return URI.create(address + path);
    }

    private static URI addressIn(Map<String, String> environment) {
        String text = environment.getOrDefault("SLUICE_URL", DEFAULT_ADDRESS).strip();
        String withoutSlash = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        if (!withoutSlash.matches("https?://[^/?#]+.*")) {
            throw new OperatorFailure(
                    "SLUICE_URL=%s is no http or https address: write it like %s"
                            .formatted(text, DEFAULT_ADDRESS));
        }
        return URI.create(withoutSlash);
    }

    private static String apiKeyIn(Map<String, String> environment, Path adminKeyFile) {
        String given = environment.getOrDefault("SLUICE_API_KEY", "").strip();
        if (!given.isEmpty()) {
            return given;
        }
        try {
            return Files.readString(adminKeyFile).strip();
        } catch (IOException e) {
            throw new OperatorFailure(
                    "no API key: set SLUICE_API_KEY, or start ./sluice up, which makes %s"
                            .formatted(adminKeyFile),
                    e);
        }
    }
}
