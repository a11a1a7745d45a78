package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import dev.sluice.contracts.SensitiveText;
import java.util.List;
import java.util.Objects;

/// What the model is asked to continue.
public sealed interface Prompt {
    @Doc("A conversation, put into the model's own form by its chat template.")
    record Chat(@Doc("the turns, oldest first") List<ChatMessage> messages) implements Prompt {
        public Chat {
            messages = List.copyOf(messages);
            if (messages.isEmpty()) {
                throw new IllegalArgumentException("messages is empty, at least 1 is needed");
            }
        }
    }

    @Doc("Plain text, continued as it stands.")
    record Text(@Doc("the text") SensitiveText text) implements Prompt {
        public Text {
            Objects.requireNonNull(text, "text");
        }
    }
}
