package dev.sluice.standalone.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.standalone.console.OperatorFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The text of one streamed chat answer, piece by piece, out of server-sent events. One thread
/// reads; [#close] may come from another and ends the request at the gateway too.
public final class AnswerStream implements AutoCloseable {
    private static final String DATA = "data:";
    private static final String END = "[DONE]";

    private final InputStream body;
    private final BufferedReader lines;
    private volatile boolean closed;

    AnswerStream(InputStream body) {
        this.body = body;
        this.lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
    }

    /// The next piece of text; null at the end of the answer or once closed.
    public @Nullable String next() {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith(DATA)) {
                    continue;
                }
                String data = line.substring(DATA.length()).strip();
                if (data.equals(END)) {
                    return null;
                }
                String text = textIn(GatewayClient.parse(data));
                if (!text.isEmpty()) {
                    return text;
                }
            }
        } catch (IOException e) {
            if (!closed) {
                throw new OperatorFailure(
                        "the answer broke off: " + OperatorFailure.reasonOf(e), e);
            }
        }
        if (closed) {
            return null;
        }
        throw new OperatorFailure("the answer broke off: the gateway closed the connection");
    }

    @Override
    public void close() {
        closed = true;
        try {
            body.close();
        } catch (IOException ended) {
            // Nothing is left to close.
        }
    }

    private static String textIn(JsonNode chunk) {
        JsonNode error = chunk.path("error");
        if (error.isObject()) {
            throw new OperatorFailure("the answer failed: " + error.path("message").asText());
        }
        return chunk.path("choices").path(0).path("delta").path("content").asText("");
    }
}
