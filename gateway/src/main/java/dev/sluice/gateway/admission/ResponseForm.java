package dev.sluice.gateway.admission;

import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.event.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a request to `/v1/responses` asks for beyond its prompt; the response shows it again.
/// `input` is this turn alone, without the conversation that it continues. `format` is the object
/// `text.format` as JSON text, absent where it is plain text.
public record ResponseForm(
        String model,
        List<InputItem> input,
        @Nullable SensitiveText instructions,
        Map<String, SensitiveText> metadata,
        @Nullable ObjectId previousId,
        boolean isBackground,
        boolean isStored,
        @Nullable Integer maxOutputTokens,
        double temperature,
        double topP,
        @Nullable String subject,
        @Nullable SensitiveText format) {
    public ResponseForm {
        Objects.requireNonNull(model, "model");
        input = List.copyOf(input);
        metadata = Map.copyOf(metadata);
    }

    /// One message of the input.
    public record InputItem(String role, SensitiveText text) {
        public InputItem {
            Objects.requireNonNull(role, "role");
            Objects.requireNonNull(text, "text");
        }

        public ChatMessage message() {
            return new ChatMessage(role, text, null);
        }
    }

    /// The whole conversation for the model: the instructions of this turn, what was said before,
    /// this turn.
    public List<ChatMessage> messages(List<ChatMessage> before) {
        List<ChatMessage> messages = new ArrayList<>();
        if (instructions != null) {
            messages.add(new ChatMessage("system", instructions, null));
        }
        messages.addAll(before);
        input.forEach(item -> messages.add(item.message()));
        return messages;
    }
}
