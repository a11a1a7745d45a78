package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import dev.sluice.contracts.SensitiveText;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What the model is asked to continue.
public sealed interface Prompt {
    @Doc("A conversation, put into the model's own form by its chat template.")
    record Chat(
            @Doc("the turns, oldest first") List<ChatMessage> messages,
            @Doc("the tools that the model is told of; absent: none") @Nullable List<Tool> tools)
            implements Prompt {
        public Chat {
            messages = List.copyOf(messages);
            if (messages.isEmpty()) {
                throw new IllegalArgumentException("messages is empty, at least 1 is needed");
            }
            if (tools != null) {
                tools = List.copyOf(tools);
                Checks.within("tools count", tools.size(), 1, Tool.COUNT_MAX);
            }
        }

        /// A conversation without tools.
        public Chat(List<ChatMessage> messages) {
            this(messages, null);
        }
    }

    @Doc("Plain text, continued as it stands.")
    record Text(@Doc("the text") SensitiveText text) implements Prompt {
        public Text {
            Objects.requireNonNull(text, "text");
        }
    }
}
