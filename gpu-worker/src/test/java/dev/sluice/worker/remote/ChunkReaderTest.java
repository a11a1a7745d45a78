package dev.sluice.worker.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.contracts.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ChunkReaderTest {
    private static RemoteFailure failure(String data) {
        return catchThrowableOfType(RemoteFailure.class, () -> ChunkReader.read(data));
    }

    @Test
    void readsAConversationsChunk() throws RemoteFailure {
        assertThat(
                        ChunkReader.read(
                                """
                                {"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}]}\
                                """))
                .isEqualTo(new Chunk("Hi", null, Chunk.UNTOLD, Chunk.UNTOLD));
    }

    @Test
    void readsATextsChunkWithItsEndAndCounts() throws RemoteFailure {
        assertThat(
                        ChunkReader.read(
                                """
                                {"choices":[{"text":"Hi","finish_reason":"length"}],
                                "usage":{"prompt_tokens":3,"completion_tokens":2}}\
                                """))
                .isEqualTo(new Chunk("Hi", "length", 3, 2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"choices\":[]}",
                "{\"choices\":null,\"usage\":null}",
                "{\"choices\":[{\"delta\":{}}]}",
                "{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}",
                "{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":null}}]}",
                "{\"choices\":[{\"delta\":{\"content\":7},\"finish_reason\":7}],\"error\":null}",
                "{\"choices\":{\"delta\":1}}",
            })
    void whatSaysNothingIsEmpty(String data) throws RemoteFailure {
        assertThat(ChunkReader.read(data))
                .isEqualTo(new Chunk("", null, Chunk.UNTOLD, Chunk.UNTOLD));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret", "[\"secret\"]", "{\"choices\":[{\"text\":\"secret"})
    void whatIsNoJsonObjectLosesTheRequestAndIsNotQuoted(String data) {
        // When
        RemoteFailure failure = failure(data);

        // Then
        assertThat(failure.isLost()).isTrue();
        assertThat(failure).hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"error\":{\"message\":\"secret\",\"code\":400}} | false | INVALID_PARAMETER",
                "{\"error\":{\"message\":\"secret\",\"code\":500}} | true | ENGINE_FAILED",
                "{\"error\":{\"message\":\"secret\"}} | true | ENGINE_FAILED",
                "{\"error\":\"secret\"} | true | ENGINE_FAILED",
                "{\"object\":\"error\",\"message\":\"secret\",\"code\":422} | false |"
                        + " INVALID_PARAMETER",
                "{\"error\":{\"type\":\"exceed_context_size_error\",\"code\":400}} | false |"
                        + " CONTEXT_LENGTH_EXCEEDED",
            })
    void anErrorInTheStreamIsWhatItsCodeSays(String data, boolean isLost, ErrorCode code) {
        // When
        RemoteFailure failure = failure(data);

        // Then
        assertThat(failure.isLost()).isEqualTo(isLost);
        assertThat(failure.toSluiceException().errorCode()).isEqualTo(code);
        assertThat(failure).hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reasoning_content", "reasoning"})
    void reasoningApartFromTheAnswerIsAnError(String field) {
        // When
        RemoteFailure failure =
                failure("{\"choices\":[{\"delta\":{\"%s\":\"secret\"}}]}".formatted(field));

        // Then
        assertThat(failure.isLost()).isFalse();
        assertThat(failure).hasMessageContaining("reasoning").hasMessageNotContaining("secret");
    }

    @Test
    void aChunksTextIsBounded() throws RemoteFailure {
        // Given
        String most = "x".repeat(ChunkReader.TEXT_LENGTH_MAX);

        // Then
        assertThat(ChunkReader.read("{\"choices\":[{\"text\":\"" + most + "\"}]}").text())
                .isEqualTo(most);
        assertThat(failure("{\"choices\":[{\"text\":\"" + most + "x\"}]}").isLost()).isTrue();
    }

    @Test
    void surrogatesThatWereCutApartComeTogether() {
        // Given
        var whole = new WholeText();

        // Then
        assertThat(whole.next("a\ud83d")).isEqualTo("a");
        assertThat(whole.next("\ude00b")).isEqualTo("\ud83d\ude00b");
        assertThat(whole.next("\ude00 \ud83d!")).isEqualTo("\ufffd \ufffd!");
    }
}
