package dev.sluice.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FramingTest {
    /// A reflection request that lists the services.
    private static final byte[] LIST = {58, 0};

    @Test
    void aFrameIsReadBack() throws Exception {
        assertThat(Framing.framed(LIST)).containsExactly(0, 0, 0, 0, 2, 58, 0);
        assertThat(Framing.single(Framing.framed(LIST))).isEqualTo(LIST);
        assertThat(Framing.single(Framing.framed(new byte[0]))).isEmpty();
    }

    @Test
    void whatIsNoFrameIsRefused() {
        List<byte[]> bad =
                List.of(
                        new byte[0],
                        new byte[] {0, 0, 0, 0},
                        new byte[] {0, 0, 0, 0, 2, 58},
                        new byte[] {0, 0, 0, 0, 1, 58, 0},
                        new byte[] {0, -1, -1, -1, -1},
                        new byte[] {1, 0, 0, 0, 0});

        for (byte[] body : bad) {
            assertThatThrownBy(() -> Framing.single(body)).isInstanceOf(BadMessage.class);
        }
    }

    @Test
    void requestsAreAnsweredHoweverTheBodyIsCut() throws Exception {
        // Given
        var body = new ByteArrayOutputStream();
        for (int i = 0; i < 3; i++) {
            body.write(Framing.framed(LIST));
        }
        byte[] bytes = body.toByteArray();

        for (int size = 1; size <= bytes.length; size++) {
            // When
            var service = new ReflectionService();
            List<byte[]> answers = new ArrayList<>();
            for (int at = 0; at < bytes.length; at += size) {
                int end = Math.min(bytes.length, at + size);
                answers.addAll(service.onPart(java.util.Arrays.copyOfRange(bytes, at, end)));
            }

            // Then
            assertThat(answers).as("parts of " + size).hasSize(3);
        }
    }

    @Test
    void aLongReflectionRequestIsRefusedUnread() {
        byte[] atTheLimit = {0, 0, 0, 16, 0};
        byte[] pastIt = {0, 0, 0, 16, 1};

        assertThat(answersTo(atTheLimit)).isTrue();
        assertThat(answersTo(pastIt)).isFalse();
    }

    private static boolean answersTo(byte[] start) {
        try {
            new ReflectionService().onPart(start);
            return true;
        } catch (BadMessage e) {
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1H,PT1H",
        "2M,PT2M",
        "90S,PT90S",
        "250m,PT0.25S",
        "7u,PT0.000007S",
        "9n,PT0.000000009S"
    })
    void timeoutsAreRead(String header, Duration expected) {
        assertThat(CallTimeout.read(header)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "H", "0S", "-1S", "123456789S", "99999999H", "1 S", "1s"})
    void otherTimeoutsAreNone(String header) {
        assertThat(CallTimeout.read(header)).isEmpty();
    }
}
