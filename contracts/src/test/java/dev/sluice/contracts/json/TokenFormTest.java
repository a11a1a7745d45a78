package dev.sluice.contracts.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.contracts.event.StreamEvent.TextStreamed;
import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.contracts.event.TokenEvent.TokenGenerated;
import dev.sluice.contracts.json.Decoded.Valid;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Jackson, which writes and reads all other events, is the judge.
final class TokenFormTest {
    private static final EventCodec CODEC = new EventCodec();
    private static final String DAMAGE = "0123456789\"\\{}:,. tTZ\n\u00e9\u0000";

    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void writesAndReadsWhatJacksonDoes() {
        for (int i = 0; i < 20_000; i++) {
            Event event = i % 2 == 0 ? token(text()) : streamed(text());
            byte[] written = CODEC.encode(event);

            assertThat(written).isEqualTo(CODEC.encodeAny(event));
            assertThat(CODEC.decode(typeOf(event), written)).isEqualTo(new Valid<>(event));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " the", "ä€", "\u007f", "日本"})
    void needsNoJacksonForPlainText(String text) {
        for (Event event : List.of(token(text), streamed(text))) {
            byte[] written = Objects.requireNonNull(TokenForm.write(event));

            assertThat(written).isEqualTo(CODEC.encodeAny(event));
            assertThat(TokenForm.read(written)).isEqualTo(event);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"", "\\", "\n", "\u0000", "😀", "\ud83d"})
    void leavesWhatNeedsAnEscapeToJackson(String text) {
        for (Event event : List.of(token(text), streamed(text))) {
            assertThat(TokenForm.write(event)).isNull();
            assertThat(CODEC.encode(event)).isEqualTo(CODEC.encodeAny(event));
        }
    }

    /// Whatever happens to a record, it is read as Jackson reads it, or not at all.
    @Test
    void readsNothingThatJacksonReadsOtherwise() {
        for (int i = 0; i < 100_000; i++) {
            Event event = i % 2 == 0 ? token(text()) : streamed(text());
            byte[] damaged = damage(CODEC.encodeAny(event));
            Event read = TokenForm.read(damaged);

            if (read != null) {
                assertThat(CODEC.decodeAny(typeOf(read), damaged))
                        .as(new String(damaged, StandardCharsets.UTF_8))
                        .isEqualTo(new Valid<>(read));
            }
        }
    }

    /// Who adds a property says in [TokenForm] whose it is to write.
    @Test
    void knowsEveryProperty() {
        assertThat(TokenGenerated.class.getRecordComponents())
                .extracting(RecordComponent::getName)
                .containsExactly(
                        "eventId",
                        "requestId",
                        "tenantId",
                        "epoch",
                        "index",
                        "occurredAt",
                        "tokenId",
                        "text",
                        "logprobs");
        assertThat(TextStreamed.class.getRecordComponents())
                .extracting(RecordComponent::getName)
                .containsExactly(
                        "eventId",
                        "requestId",
                        "tenantId",
                        "index",
                        "occurredAt",
                        "text",
                        "generatedTokens",
                        "restored",
                        "logprobs");
    }

    @Test
    void doesNotReadTheEventOfAnotherTopic() {
        byte[] written = CODEC.encode(token("x"));

        assertThat(CODEC.decode(StreamEvent.class, written))
                .isEqualTo(CODEC.decodeAny(StreamEvent.class, written))
                .isInstanceOf(Decoded.Malformed.class);
    }

    private static Class<? extends Event> typeOf(Event event) {
        return event instanceof TokenEvent ? TokenEvent.class : StreamEvent.class;
    }

    private TokenGenerated token(String text) {
        return new TokenGenerated(
                "r/tokens/" + number(),
                new RequestId("chatcmpl-" + number()),
                TenantId.DEFAULT,
                1 + random.nextInt(1_000),
                1 + random.nextInt(100_000),
                time(),
                number(),
                new SensitiveText(text));
    }

    private TextStreamed streamed(String text) {
        return new TextStreamed(
                "r/stream/" + number(),
                new RequestId("chatcmpl-" + number()),
                TenantId.DEFAULT,
                number(),
                time(),
                new SensitiveText(text),
                number());
    }

    private int number() {
        return random.nextInt() >>> (1 + random.nextInt(30));
    }

    private Instant time() {
        int[] steps = {1, 1_000, 1_000_000, 1_000_000_000};
        int step = steps[random.nextInt(steps.length)];
        int nanos = random.nextInt(1_000_000_000 / step) * step;
        return Instant.ofEpochSecond(random.nextLong(4_000_000_000L), nanos);
    }

    private String text() {
        String letters = " abcxyz\"\\\n\t\0ß€\ufffd日\ud83d\ude00";
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    /// Another byte in one place, one more, or one less.
    private byte[] damage(byte[] bytes) {
        int at = random.nextInt(bytes.length);
        byte other = (byte) DAMAGE.charAt(random.nextInt(DAMAGE.length()));
        byte[] head = Arrays.copyOf(bytes, at + 1);
        head[at] = other;
        return switch (random.nextInt(3)) {
            case 0 -> joined(head, Arrays.copyOfRange(bytes, at + 1, bytes.length));
            case 1 -> joined(head, Arrays.copyOfRange(bytes, at, bytes.length));
            default ->
                    joined(
                            Arrays.copyOf(bytes, at),
                            Arrays.copyOfRange(bytes, at + 1, bytes.length));
        };
    }

    private static byte[] joined(byte[] head, byte[] tail) {
        byte[] all = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, all, head.length, tail.length);
        return all;
    }
}
