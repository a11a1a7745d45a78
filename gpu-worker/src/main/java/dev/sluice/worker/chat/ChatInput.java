package dev.sluice.worker.chat;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A conversation to render. Values are JSON-like: `null`, `Boolean`, numbers, `String`, `List`,
/// `Map`.
///
/// @param messages maps with `role`, `content` and what else the template knows (`tool_calls`, …)
/// @param tools function definitions; empty when the caller gave none, which templates tell apart
///   from an empty list
/// @param addGenerationPrompt end with the opening of the assistant's turn
/// @param variables further variables (`enable_thinking`, `documents`, …)
public record ChatInput(
        List<? extends Map<String, ? extends @Nullable Object>> messages,
        Optional<List<?>> tools,
        boolean addGenerationPrompt,
        Map<String, ? extends @Nullable Object> variables) {
    public ChatInput {
        messages = List.copyOf(messages);
        variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    }

    /// Messages to be answered, without tools.
    public static ChatInput of(List<? extends Map<String, ? extends @Nullable Object>> messages) {
        return new ChatInput(messages, Optional.empty(), true, Map.of());
    }

    /// Redacted: it holds a prompt.
    @Override
    public String toString() {
        return "ChatInput[" + messages.size() + " messages]";
    }
}
