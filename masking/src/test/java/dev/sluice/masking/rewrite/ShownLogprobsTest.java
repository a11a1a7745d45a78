package dev.sluice.masking.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.event.PlacedLogprobs;
import dev.sluice.contracts.event.ResultEvent.InferenceCompleted;
import dev.sluice.contracts.event.StreamEvent.TextStreamed;
import dev.sluice.contracts.event.TokenEvent.TokenGenerated;
import dev.sluice.contracts.event.TokenLogprob;
import dev.sluice.contracts.event.TokenLogprobs;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The mask of these tests holds one character back, replaces digits and restores `@`.
class ShownLogprobsTest {
    private static final Records R = Records.of("r1");

    private final AnswerRewrite rewrite = new AnswerRewrite(new UpperCaseMasks());
    private final List<Event> out = new ArrayList<>();
    private int index = 1;
    private int length;

    ShownLogprobsTest() {
        out.addAll(rewrite.accept(R.started(1)));
    }

    @Test
    void goWithTheirTokensText() {
        // When
        say("ab");
        say("cd");
        finish("");

        // Then
        assertThat(shown()).containsExactly("ab: ab", "cd: cd");
        assertThat(result()).containsExactly("ab", "cd");
    }

    @Test
    void doNotStandBesideMaskedTextNorDoTheirAlternatives() {
        // When
        say("a");
        say("b1");
        say("2c");
        say("de");
        say("f");
        finish("");

        // Then
        assertThat(result()).containsExactly("a", "de", "f");
        assertThat(out.toString()).doesNotContain("other of b1", "other of 2c");
    }

    @Test
    void doNotStandBesideRestoredText() {
        // When
        say("ab");
        say("c@");
        say("de");
        say("fg");
        finish("");

        // Then
        assertThat(result()).containsExactly("ab", "fg");
    }

    /// The text of a token waits where it may become a stop text; its last part comes with the
    /// next.
    @Test
    void waitForTheEndOfATokenThatCameInParts() {
        // When
        say("ab", "a");
        say("c", "bc");
        finish("");

        // Then
        assertThat(shown()).containsExactly("a: ", "bc: ab c");
    }

    @Test
    void areNotToldOfATokenOfWhichAPartWasMasked() {
        // Given
        ShownLogprobs logprobs = new ShownLogprobs();
        logprobs.append(placed("1b", 0));
        logprobs.append(placed("cd", 2));

        // When: the first unit was replaced
        logprobs.skipTo(1);

        // Then
        assertThat(tokens(logprobs.show(1))).isEmpty();
        assertThat(tokens(logprobs.show(1))).isEmpty();
        assertThat(tokens(logprobs.show(1))).containsExactly("cd");
    }

    @Test
    void areNotToldOfWhatAStopTextCutOff() {
        // When
        say("ab");
        say("END", "");
        finish("");

        // Then
        assertThat(result()).containsExactly("ab");
    }

    @Test
    void areAsManyAsOneResultHolds() {
        // When
        for (int i = 0; i < 20_000; i++) {
            say("ab");
        }
        finish("");

        // Then
        assertThat(result()).hasSize(32_768 / 2);
    }

    private void say(String token) {
        say(token, token);
    }

    /// @param visible what the record carries of it and of those before
    private void say(String token, String visible) {
        TokenGenerated plain = R.token(1, index, visible);
        out.addAll(
                rewrite.accept(
                        new TokenGenerated(
                                plain.eventId(),
                                plain.requestId(),
                                plain.tenantId(),
                                plain.epoch(),
                                plain.index(),
                                plain.occurredAt(),
                                plain.tokenId(),
                                plain.text(),
                                placed(token, length))));
        index++;
        length += token.length();
    }

    private static PlacedLogprobs placed(String token, int from) {
        TokenLogprob chosen = new TokenLogprob(new SensitiveText(token), null, -1);
        TokenLogprob other = new TokenLogprob(new SensitiveText("other of " + token), null, -2);
        return new PlacedLogprobs(
                from, from + token.length(), new TokenLogprobs(chosen, List.of(other)));
    }

    private void finish(String rest) {
        out.addAll(rewrite.accept(R.finished(1, index, rest)));
    }

    private List<String> shown() {
        return out.stream()
                .filter(TextStreamed.class::isInstance)
                .map(TextStreamed.class::cast)
                .map(text -> text.text().value() + ": " + String.join(" ", tokens(text.logprobs())))
                .toList();
    }

    private List<String> result() {
        InferenceCompleted done = (InferenceCompleted) out.get(out.size() - 2);
        return tokens(done.logprobs());
    }

    private static List<String> tokens(@Nullable List<TokenLogprobs> logprobs) {
        return logprobs == null
                ? List.of()
                : logprobs.stream().map(token -> token.chosen().text().value()).toList();
    }
}
