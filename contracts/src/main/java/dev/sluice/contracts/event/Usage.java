package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;

@Doc("Tokens read and written.")
public record Usage(
        @Doc("tokens of the prompt, the template's included") int promptTokens,
        @Doc("tokens generated") int completionTokens) {
    public static final Usage NONE = new Usage(0, 0);

    public Usage {
        Checks.notNegative("promptTokens", promptTokens);
        Checks.notNegative("completionTokens", completionTokens);
    }
}
