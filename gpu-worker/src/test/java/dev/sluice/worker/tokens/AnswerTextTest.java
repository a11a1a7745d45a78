package dev.sluice.worker.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTextTest {
    private static final TokenBytes TOKENS = TinyTokenizers.bytes("byte-level");

    @Test
    void streamsWholeCharactersAndStopsBeforeTheStopString() {
        try (Tokenizer tokenizer = TinyTokenizers.open("byte-level")) {
            // Given
            AnswerText answer = new AnswerText(TOKENS, StopStrings.of(List.of("好😀!")));
            StringBuilder streamed = new StringBuilder();

            // When
            for (int id : tokenizer.encode("你好你好😀!!", false)) {
                streamed.append(answer.append(id));
            }
            streamed.append(answer.flush());

            // Then
            assertThat(streamed).hasToString("你好你");
            assertThat(answer.isStopped()).isTrue();
        }
    }

    @Test
    void givesOutTheHeldRestAtTheEnd() {
        try (Tokenizer tokenizer = TinyTokenizers.open("byte-level")) {
            AnswerText answer = new AnswerText(TOKENS, StopStrings.of(List.of("world peace")));
            StringBuilder streamed = new StringBuilder();
            for (int id : tokenizer.encode("hello world", false)) {
                streamed.append(answer.append(id));
            }
            assertThat(streamed).hasToString("hello ");
            assertThat(answer.flush()).isEqualTo("world");
            assertThat(answer.isStopped()).isFalse();
        }
    }
}
