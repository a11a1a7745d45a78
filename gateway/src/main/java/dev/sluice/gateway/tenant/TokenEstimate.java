package dev.sluice.gateway.tenant;

import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.event.ChatMessage;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.contracts.event.Tool;
import dev.sluice.contracts.event.ToolCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How many tokens a request may take. A gateway has no tokenizer, so it guesses, and the guess is
/// replaced by the count when the request has ended: a quarter of a token for an ASCII character,
/// as OpenAI counts for its limits, and one for any other, as vocabularies have about that many for
/// Chinese; and as many for the answer as it may have.
public final class TokenEstimate {
    /// For an answer without a limit of its own.
    static final int ANSWER_TOKENS = 256;

    private static final int MESSAGE_TOKENS = 4;
    private static final int ASCII_PER_TOKEN = 4;

    private TokenEstimate() {}

    public static long of(InferenceSpec spec) {
        return promptTokens(spec.prompt()) + ofAnswer(spec);
    }

    /// Of one more answer to a prompt that is counted already.
    public static long ofAnswer(InferenceSpec spec) {
        Integer maxTokens = spec.settings().maxTokens();
        return maxTokens == null ? ANSWER_TOKENS : maxTokens;
    }

    private static long promptTokens(Prompt prompt) {
        return switch (prompt) {
            case Prompt.Text text -> tokens(text.text());
            case Prompt.Chat chat ->
                    chat.messages().stream().mapToLong(TokenEstimate::messageTokens).sum()
                            + toolTokens(chat.tools());
        };
    }

    private static long messageTokens(ChatMessage message) {
        long tokens = MESSAGE_TOKENS + tokens(message.content());
        List<ToolCall> calls = message.toolCalls();
        if (calls != null) {
            for (ToolCall call : calls) {
                tokens += MESSAGE_TOKENS + tokens(call.name()) + tokens(call.arguments());
            }
        }
        return tokens;
    }

    private static long toolTokens(@Nullable List<Tool> tools) {
        long tokens = 0;
        for (Tool tool : tools == null ? List.<Tool>of() : tools) {
            SensitiveText about = tool.description();
            tokens += MESSAGE_TOKENS + tokens(tool.name()) + tokens(tool.parameters());
            tokens += about == null ? 0 : tokens(about);
        }
        return tokens;
    }

    private static long tokens(SensitiveText text) {
        long ascii = text.value().chars().filter(c -> c < 0x80).count();
        long others = text.value().length() - ascii;
        return others + Math.ceilDiv(ascii, ASCII_PER_TOKEN);
    }
}
