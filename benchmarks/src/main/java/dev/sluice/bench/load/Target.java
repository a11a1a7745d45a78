package dev.sluice.bench.load;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// The gateway under load and the key to it.
public record Target(URI address, String apiKey) {
    private static final String DEFAULT_ADDRESS = "http://127.0.0.1:8080";

    @Override
    public String toString() {
        return address.toString();
    }

    /// From `SLUICE_URL` and `SLUICE_API_KEY`, else the usual address and the key in
    /// `adminKeyFile`.
    public static Target of(Map<String, String> environment, Path adminKeyFile) throws IOException {
        String address = environment.getOrDefault("SLUICE_URL", DEFAULT_ADDRESS).strip();
        if (!address.matches("https?://[^/?#]+/*")) {
            throw new IOException(
                    "SLUICE_URL=%s is no http or https address: write it like %s"
                            .formatted(address, DEFAULT_ADDRESS));
        }
        String given = environment.getOrDefault("SLUICE_API_KEY", "").strip();
        String key = given.isEmpty() ? keyIn(adminKeyFile) : given;
        return new Target(URI.create(address.replaceAll("/+$", "")), key);
    }

    /// A request to it, with the key.
    public RequestOptions request(HttpMethod method, String path) {
        return new RequestOptions()
                .setMethod(method)
                .setAbsoluteURI(address + path)
                .putHeader("Authorization", "Bearer " + apiKey);
    }

    public int port() {
        int usual = address.getScheme().equals("https") ? 443 : 80;
        return address.getPort() < 0 ? usual : address.getPort();
    }

    /// Whether it is this machine. A load test of someone else's is an attack.
    public boolean isLoopback() {
        try {
            return InetAddress.getByName(address.getHost()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static String keyIn(Path adminKeyFile) throws IOException {
        if (!Files.isReadable(adminKeyFile)) {
            throw new IOException(
                    "no API key: set SLUICE_API_KEY, or start ./sluice up, which makes "
                            + adminKeyFile);
        }
        return Files.readString(adminKeyFile).strip();
    }
}
