package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import dev.sluice.contracts.SensitiveText;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

@Doc("A token and how probable it was.")
public record TokenLogprob(
        @Doc("the token's text; what is no whole character stands as U+FFFD") SensitiveText text,
        @Doc("the token's bytes, 0 to 255, where the text does not say them")
                @Nullable List<Integer> bytes,
        @Doc("natural logarithm of its probability at temperature 1, over the whole vocabulary")
                float logprob) {
    private static final int BYTE_MAX = 255;

    public TokenLogprob {
        Objects.requireNonNull(text, "text");
        Checks.text("text", text.value(), TokenEvent.TEXT_LENGTH_MAX);
        if (bytes != null) {
            bytes = List.copyOf(bytes);
            Checks.within("bytes count", bytes.size(), 0, TokenEvent.TEXT_LENGTH_MAX);
            bytes.forEach(value -> Checks.within("byte", value, 0, BYTE_MAX));
        }
        Checks.within("logprob", logprob, -Float.MAX_VALUE, 0);
    }
}
