package dev.sluice.worker.serving;

import dev.sluice.contracts.event.AssignmentEvent.Assignment;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.Prompt;
import java.nio.charset.StandardCharsets;

/// Prompts as their UTF-8 bytes, in the service's own bounds.
public final class BytePrompts implements PromptEncoder {
    private final RequestBounds bounds;

    public BytePrompts(int contextTokens, int endToken) {
        this.bounds = new RequestBounds(contextTokens, new int[] {endToken}, contextTokens);
    }

    @Override
    public Encoding encode(Assignment assignment) {
        return bounds.request(assignment, tokensOf(textOf(assignment.spec())));
    }

    public static String textOf(InferenceSpec spec) {
        return switch (spec.prompt()) {
            case Prompt.Text text -> text.text().value();
            case Prompt.Chat _ -> throw new IllegalStateException("only texts are sent here");
        };
    }

    public static int[] tokensOf(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int[] tokens = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            tokens[i] = Byte.toUnsignedInt(bytes[i]);
        }
        return tokens;
    }
}
