package dev.sluice.standalone.chat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was said so far, and the settings that every turn is sent with. Owned by the chat's thread.
final class Conversation {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final String model;
    private final Settings settings;
    private final List<Message> messages = new ArrayList<>();
    private @Nullable String system;

    /// Absent settings are left to the gateway.
    record Settings(@Nullable Integer maxTokens, @Nullable Double temperature) {}

    private record Message(String role, String content) {}

    Conversation(String model, Settings settings, @Nullable String system) {
        this.model = model;
        this.settings = settings;
        this.system = system;
    }

    /// Starts over; the system message stays.
    void reset() {
        messages.clear();
    }

    /// Starts over under another system message; a blank one leaves it to the model's template.
    void resetTo(String systemMessage) {
        system = systemMessage.isBlank() ? null : systemMessage;
        reset();
    }

    /// The request for an answer to `question` after all that was said.
    ObjectNode request(String question) {
        ObjectNode request = NODES.objectNode().put("model", model).put("stream", true);
        if (settings.maxTokens() != null) {
            request.put("max_tokens", settings.maxTokens());
        }
        if (settings.temperature() != null) {
            request.put("temperature", settings.temperature());
        }
        var sent = request.putArray("messages");
        if (system != null) {
            sent.add(node(new Message("system", system)));
        }
        messages.forEach(message -> sent.add(node(message)));
        sent.add(node(new Message("user", question)));
        return request;
    }

    /// Keeps a finished turn. An answer that was cut off is kept as far as it came.
    void add(String question, String answer) {
        messages.add(new Message("user", question));
        messages.add(new Message("assistant", answer));
    }

    private static ObjectNode node(Message message) {
        return NODES.objectNode().put("role", message.role()).put("content", message.content());
    }
}
