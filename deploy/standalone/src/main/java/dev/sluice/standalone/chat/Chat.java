package dev.sluice.standalone.chat;

import dev.sluice.standalone.client.AnswerStream;
import dev.sluice.standalone.client.GatewayClient;
import dev.sluice.standalone.console.OperatorFailure;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The loop of the chat: read a line, ask, print the answer as it comes.
public final class Chat {
    private static final String HELP =
            "/reset starts over, /system TEXT sets the system message, /exit leaves; Ctrl-C stops"
                    + " an answer";

    private final GatewayClient gateway;
    private final Conversation conversation;
    private final Lines lines;

    /// The answer being printed, for an interrupt to close.
    private final AtomicReference<@Nullable AnswerStream> running = new AtomicReference<>();

    /// What the chat is sent with; absent values are left to the gateway.
    public record Options(
            String model,
            @Nullable String system,
            @Nullable Integer maxTokens,
            @Nullable Double temperature) {}

    public Chat(GatewayClient gateway, Options options, Lines lines) {
        var settings = new Conversation.Settings(options.maxTokens(), options.temperature());
        this.gateway = gateway;
        this.conversation = new Conversation(options.model(), settings, options.system());
        this.lines = lines;
    }

    /// Runs until `/exit` or the end of input. At a terminal a failed answer is told and the chat
    /// goes on; in a pipe it ends the chat, as nobody would notice.
    public void run() {
        lines.onInterrupt(this::stopAnswer);
        for (String line = lines.read(); line != null; line = lines.read()) {
            if (!handle(ChatLine.of(line))) {
                return;
            }
        }
    }

    private boolean handle(ChatLine line) {
        switch (line) {
            case ChatLine.Exit _ -> {
                return false;
            }
            case ChatLine.Say say -> ask(say.text());
            case ChatLine.Reset _ -> conversation.reset();
            case ChatLine.SetSystem system -> conversation.resetTo(system.text());
            case ChatLine.Help _ -> lines.note(HELP);
            case ChatLine.Unknown unknown -> lines.note(unknown.command() + " is unknown; " + HELP);
            case ChatLine.Blank _ -> {}
        }
        return true;
    }

    private void ask(String question) {
        try (var answer = gateway.stream("/v1/chat/completions", conversation.request(question))) {
            running.set(answer);
            conversation.add(question, print(answer));
        } catch (OperatorFailure failure) {
            lines.endAnswer();
            if (!lines.isInteractive()) {
                throw failure;
            }
            lines.note(failure.getMessage());
        } finally {
            running.set(null);
        }
    }

    private String print(AnswerStream answer) {
        var text = new StringBuilder();
        for (String piece = answer.next(); piece != null; piece = answer.next()) {
            lines.print(piece);
            text.append(piece);
        }
        lines.endAnswer();
        return text.toString();
    }

    private void stopAnswer() {
        AnswerStream answer = running.get();
        if (answer != null) {
            answer.close();
        }
    }
}
