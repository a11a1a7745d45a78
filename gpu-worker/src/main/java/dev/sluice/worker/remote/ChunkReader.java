package dev.sluice.worker.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.contracts.ErrorCode;
import org.jspecify.annotations.Nullable;

/// Reads a stream's events, of conversations and of plain texts. Immutable.
final class ChunkReader {
    /// A token has a handful of characters; a server that gathers sends some dozens of them.
    static final int TEXT_LENGTH_MAX = 16_384;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ChunkReader() {}

    /// @param data what stands behind `data:`
    static Chunk read(String data) throws RemoteFailure {
        JsonNode root = parsed(data);
        requireNoError(root);
        JsonNode choice = root.path("choices").path(0);
        JsonNode usage = root.path("usage");
        return new Chunk(
                text(choice),
                textOrNull(choice.path("finish_reason")),
                usage.path("prompt_tokens").asInt(Chunk.UNTOLD),
                usage.path("completion_tokens").asInt(Chunk.UNTOLD));
    }

    private static JsonNode parsed(String data) throws RemoteFailure {
        try {
            JsonNode root = JSON.readTree(data);
            if (root.isObject()) {
                return root;
            }
        } catch (JsonProcessingException e) {
            // Its message quotes the text.
        }
        throw RemoteFailure.lost("the remote server's stream has an event that is no JSON object");
    }

    /// vLLM sends `{"error":{…,"code":400}}`, its older versions `{"object":"error",…,"code":400}`.
    private static void requireNoError(JsonNode root) throws RemoteFailure {
        JsonNode error = root.path("error");
        boolean isOld = root.path("object").asText().equals("error");
        if (!isOld && (error.isMissingNode() || error.isNull())) {
            return;
        }
        JsonNode told = isOld ? root : error;
        throw RemoteStatus.failure(told.path("code").asInt(500), told.toString());
    }

    private static String text(JsonNode choice) throws RemoteFailure {
        JsonNode delta = choice.path("delta");
        requireNoReasoning(delta.path("reasoning_content"));
        requireNoReasoning(delta.path("reasoning"));
        String text = textOrNull(delta.path("content"));
        if (text == null) {
            text = textOrNull(choice.path("text"));
        }
        if (text == null) {
            return "";
        }
        if (text.length() > TEXT_LENGTH_MAX) {
            throw RemoteFailure.lost(
                    "a chunk of the remote server has %d characters, allowed are %d"
                            .formatted(text.length(), TEXT_LENGTH_MAX));
        }
        return text;
    }

    /// Why an error: left out, the answer could not be continued, and tokens would be paid for that
    /// nobody sees; as text it would stand in an answer that was asked for without it.
    private static void requireNoReasoning(JsonNode reasoning) throws RemoteFailure {
        String text = textOrNull(reasoning);
        if (text != null && !text.isEmpty()) {
            throw RemoteFailure.refused(
                    ErrorCode.ENGINE_FAILED,
                    "the remote server sends its reasoning apart from the answer, which a stream"
                            + " cannot hold: start it without a reasoning parser");
        }
    }

    private static @Nullable String textOrNull(JsonNode node) {
        return node.isTextual() ? node.textValue() : null;
    }
}
