package dev.sluice.worker.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.event.PlacedLogprobs;
import dev.sluice.contracts.event.TokenLogprob;
import dev.sluice.contracts.event.TokenLogprobs;
import dev.sluice.worker.sampling.Logprobs;
import dev.sluice.worker.sampling.Logprobs.Candidate;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenTextsTest {
    private static final int HELLO = 0;
    private static final int HALF = 1;
    private static final int REST = 2;
    private static final int STOP = 3;

    /// `世` comes in two tokens.
    private static final TokenBytes TOKENS =
            new TokenBytes(
                    new byte[][] {
                        "Hello".getBytes(StandardCharsets.UTF_8),
                        {(byte) 0xE4, (byte) 0xB8},
                        {(byte) 0x96},
                        "ST".getBytes(StandardCharsets.UTF_8)
                    },
                    List.of(),
                    false);

    @Test
    void tellTheBytesWhereTheTextDoesNot() {
        // When
        TokenLogprobs told =
                new TokenTexts(TOKENS)
                        .of(
                                HELLO,
                                new Logprobs(
                                        -1,
                                        List.of(new Candidate(HALF, -2), new Candidate(REST, -3))));

        // Then
        assertThat(told.chosen().text().value()).isEqualTo("Hello");
        assertThat(told.chosen().bytes()).isNull();
        assertThat(told.top()).extracting(TokenLogprob::logprob).containsExactly(-2f, -3f);
        assertThat(told.top())
                .extracting(TokenLogprob::bytes)
                .containsExactly(List.of(0xE4, 0xB8), List.of(0x96));
    }

    @Test
    void standWhereTheirTextStandsInTheAnswer() {
        // Given
        AnswerText text = new AnswerText(TOKENS, StopStrings.of(List.of("STOP")));
        List<String> places = new ArrayList<>();

        // When
        for (int token : new int[] {HELLO, HALF, REST, STOP, HELLO}) {
            String visible = text.append(token);
            PlacedLogprobs placed = text.placed(token, new Logprobs(-1, List.of()));
            places.add(placed.from() + "-" + placed.to() + " " + visible);
        }

        // Then
        assertThat(places).containsExactly("0-5 Hello", "5-6 ", "5-6 世", "6-8 ", "8-13 STHello");
    }
}
