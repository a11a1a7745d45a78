package dev.sluice.bench.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the lines of one streamed answer and notes when its text came. One thread.
final class AnswerTimeline {
    private static final String DATA = "data:";
    private static final String END = "[DONE]";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final long startNanos;
    private final List<Long> arrivals = new ArrayList<>();
    private int tokenCount;
    private @Nullable Answer answer;

    AnswerTimeline(long startNanos) {
        this.startNanos = startNanos;
    }

    /// Takes one line of server-sent events; answers whether the answer is over.
    boolean onLine(String line, long nowNanos) {
        if (!line.startsWith(DATA)) {
            return false;
        }
        String data = line.substring(DATA.length()).strip();
        if (data.equals(END)) {
            answer = completed(nowNanos);
        } else {
            onChunk(parse(data), nowNanos);
        }
        return answer != null;
    }

    /// What came of it, after the last line.
    Answer answer() {
        return answer == null ? new Answer.Failed("broken off") : answer;
    }

    private void onChunk(JsonNode chunk, long nowNanos) {
        if (chunk.path("error").isObject()) {
            answer = new Answer.Failed("failed: " + chunk.path("error").path("code").asText("?"));
            return;
        }
        if (!chunk.path("choices").path(0).path("delta").path("content").asText("").isEmpty()) {
            arrivals.add(nowNanos);
        }
        tokenCount = chunk.path("usage").path("completion_tokens").asInt(tokenCount);
    }

    private Answer completed(long nowNanos) {
        if (arrivals.isEmpty()) {
            return new Answer.Failed("no text");
        }
        return tokenCount == 0
                ? new Answer.Failed("no usage")
                : new Answer.Completed(startNanos, arrivals, tokenCount, nowNanos);
    }

    private static JsonNode parse(String data) {
        try {
            return JSON.readTree(data);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }
}
