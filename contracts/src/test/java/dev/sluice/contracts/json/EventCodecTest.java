package dev.sluice.contracts.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.AssignmentEvent;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.event.RequestEvent;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.contracts.event.StreamEvent.TextStreamed;
import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.contracts.json.Decoded.Malformed;
import dev.sluice.contracts.json.Decoded.Valid;
import dev.sluice.contracts.json.Samples.Sample;
import dev.sluice.contracts.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EventCodecTest {
    private static final EventCodec CODEC = new EventCodec();
    private static final String CANARY = "secret4711";
    private static final RequestId ID = new RequestId("r-1");
    private static final String TOKEN =
            """
            {"type":"TokenGenerated","eventId":"e","requestId":"r-1","tenantId":"default",\
            "epoch":1,"index":1,"occurredAt":"2026-01-31T12:00:00Z","tokenId":5,"text":"x"}\
            """;
    private static final String REQUEST =
            """
            {"type":"InferenceRequested","eventId":"e","requestId":"r-1","tenantId":"default",\
            "occurredAt":"2026-01-31T12:00:00Z","spec":{"acceptedAt":"2026-01-31T12:00:00Z",\
            "streamPartition":0,"model":"m","prompt":{"type":"Chat","messages":[{"role":"user",\
            "content":"x"}]},"settings":{"temperature":0,"topK":0,"topP":1,"minP":0,\
            "repetitionPenalty":1,"frequencyPenalty":0,"presencePenalty":0,"logitBias":{},\
            "seed":0,"stop":[]},"priority":"STANDARD","includeUsage":false}}\
            """;

    @Test
    void readsTheRecordsThatTheOtherTestsBreak() {
        assertThat(decode(TokenEvent.class, TOKEN)).isInstanceOf(Valid.class);
        assertThat(decode(RequestEvent.class, REQUEST)).isInstanceOf(Valid.class);
    }

    static Stream<Arguments> brokenTokens() {
        return Stream.of(
                broken("the record is not JSON", null, CANARY),
                broken("record: unknown variant", null, "[1,2"),
                broken("the record is not JSON", ID, TOKEN.replace("\"x\"}", "\"x\"")),
                broken("the record is not JSON", ID, TOKEN + CANARY),
                broken("the record is not JSON", ID, TOKEN.replace("5,", CANARY + ",")),
                broken("the record is JSON null", null, "null"),
                broken("record: not of the expected type", null, " "),
                broken("record: unknown variant", null, "\"" + CANARY + "\""),
                broken("record: not of the expected type", null, "[]"),
                broken("record: unknown variant", null, "{}"),
                broken("record: not of the expected type", ID, TOKEN + " {}"),
                broken("record: unknown variant", ID, TOKEN.replace("TokenGenerated", CANARY)),
                broken(
                        "record: unknown variant",
                        ID,
                        TOKEN.replace("TokenGenerated", "TextStreamed")),
                broken(
                        "record: unknown variant",
                        ID,
                        without(TOKEN, "\"type\":\"TokenGenerated\",")),
                broken("record: eventId is missing", ID, without(TOKEN, "\"eventId\":\"e\",")),
                broken(
                        "record: requestId is missing",
                        null,
                        without(TOKEN, "\"requestId\":\"r-1\",")),
                broken("record: text is missing", ID, without(TOKEN, ",\"text\":\"x\"")),
                broken("index: not of the expected type", ID, without(TOKEN, "\"index\":1,")),
                broken("record: text is missing", ID, TOKEN.replace("\"x\"", "null")),
                broken(
                        "index: not of the expected type",
                        ID,
                        TOKEN.replace("\"index\":1", "\"index\":null")),
                broken(
                        "index: not of the expected type",
                        ID,
                        TOKEN.replace("\"index\":1", "\"index\":\"1\"")),
                broken(
                        "index: not of the expected type",
                        ID,
                        TOKEN.replace("\"index\":1", "\"index\":1.0")),
                broken(
                        "index: not of the expected type",
                        ID,
                        TOKEN.replace("\"index\":1", "\"index\":true")),
                broken(
                        "index: not of the expected type",
                        ID,
                        TOKEN.replace("\"index\":1", "\"index\":99999999999")),
                broken(
                        "record: index is -1, must be at least 1",
                        ID,
                        TOKEN.replace("\"index\":1", "\"index\":-1")),
                broken(
                        "record: epoch is 0, must be at least 1",
                        ID,
                        TOKEN.replace("\"epoch\":1", "\"epoch\":0")),
                broken("text: not of the expected type", ID, TOKEN.replace("\"x\"", "5")),
                broken(
                        "text: not of the expected type",
                        ID,
                        TOKEN.replace("\"x\"", "{\"a\":\"" + CANARY + "\"}")),
                broken("eventId: not of the expected type", ID, TOKEN.replace("\"e\"", "5")),
                broken("eventId: not of the expected type", ID, TOKEN.replace("\"e\"", "true")),
                broken(
                        "requestId: request id has a character at 6 that is not one of"
                                + " [A-Za-z0-9._:-]",
                        null,
                        TOKEN.replace("r-1", "secret 4711")),
                broken("requestId: not of the expected type", null, TOKEN.replace("\"r-1\"", "5")),
                broken(
                        "occurredAt: not a time such as 2026-01-31T12:00:00Z",
                        ID,
                        TOKEN.replace("2026-01-31T12:00:00Z", CANARY)),
                broken(
                        "occurredAt: not of the expected type",
                        ID,
                        TOKEN.replace("\"2026-01-31T12:00:00Z\"", "1769860800")));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("brokenTokens")
    void saysWhatIsWrongWithoutQuoting(String reason, @Nullable RequestId id, String json) {
        // When:
        Decoded<TokenEvent> decoded = decode(TokenEvent.class, json);

        // Then:
        assertThat(decoded).isEqualTo(new Malformed<TokenEvent>(reason, id));
        assertThat(reason).doesNotContain(CANARY);
    }

    static Stream<Arguments> brokenRequests() {
        return Stream.of(
                broken(
                        "spec.model: not of the expected type",
                        ID,
                        REQUEST.replace("\"m\"", "[\"" + CANARY + "\"]")),
                broken(
                        "spec.prompt: unknown variant",
                        ID,
                        REQUEST.replace("\"Chat\"", "\"" + CANARY + "\"")),
                broken(
                        "spec.prompt.messages.[0]: role has 0 characters, allowed are 1 to 32",
                        ID,
                        REQUEST.replace("\"user\"", "\"\"")),
                broken(
                        "spec.prompt.messages.[0]: a component is missing",
                        ID,
                        without(REQUEST, "\"role\":\"user\",")),
                broken(
                        "spec.prompt.messages.[0]: content is missing",
                        ID,
                        without(REQUEST, ",\"content\":\"x\"")),
                broken(
                        "spec.prompt: a component is missing",
                        ID,
                        REQUEST.replaceFirst("\\[\\{\"role.*?\\}\\]", "[null]")),
                broken(
                        "spec.prompt.messages: not of the expected type",
                        ID,
                        REQUEST.replaceFirst("\\[\\{\"role.*?\\}\\]", "\"" + CANARY + "\"")),
                broken(
                        "spec.settings: temperature is 2.5, must be between 0.0 and 2.0",
                        ID,
                        REQUEST.replace("\"temperature\":0", "\"temperature\":2.5")),
                broken(
                        "spec.settings.temperature: not of the expected type",
                        ID,
                        REQUEST.replace("\"temperature\":0", "\"temperature\":\"0.5\"")),
                broken(
                        "spec.settings: temperature is NaN, must be between 0.0 and 2.0",
                        ID,
                        REQUEST.replace("\"temperature\":0", "\"temperature\":\"NaN\"")),
                broken(
                        "spec.settings.logitBias: not of the expected type",
                        ID,
                        REQUEST.replace(
                                "\"logitBias\":{}", "\"logitBias\":{\"" + CANARY + "\":1}")),
                broken(
                        "spec.settings.logitBias.[key]: not of the expected type",
                        ID,
                        REQUEST.replace(
                                "\"logitBias\":{}", "\"logitBias\":{\"5\":\"" + CANARY + "\"}")),
                broken(
                        "spec.priority: not of the expected type",
                        ID,
                        REQUEST.replace("\"STANDARD\"", "\"" + CANARY + "\"")),
                broken(
                        "spec.priority: not of the expected type",
                        ID,
                        REQUEST.replace("\"STANDARD\"", "1")),
                broken(
                        "spec.includeUsage: not of the expected type",
                        ID,
                        REQUEST.replace("\"includeUsage\":false", "\"includeUsage\":\"false\"")),
                broken(
                        "spec: model has 129 characters, allowed are 1 to 128",
                        ID,
                        REQUEST.replace("\"m\"", "\"" + "m".repeat(129) + "\"")),
                broken("record: spec is missing", ID, REQUEST.replaceFirst(",\"spec\":.*", "}")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenRequests")
    void saysWhereItIsWrongWithoutQuoting(String reason, @Nullable RequestId id, String json) {
        // When:
        Decoded<RequestEvent> decoded = decode(RequestEvent.class, json);

        // Then:
        assertThat(decoded).isEqualTo(new Malformed<RequestEvent>(reason, id));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void refusesDeepNestingAndStillFindsTheRequest(String opening) {
        // Given:
        String deep = opening.repeat(5000) + "1";
        String json = TOKEN.replace("\"tokenId\":5", "\"other\":" + deep);

        // When:
        Decoded<TokenEvent> decoded = decode(TokenEvent.class, json);

        // Then:
        assertThat(decoded)
                .isEqualTo(
                        new Malformed<TokenEvent>("the record is nested too deep or too long", ID));
    }

    @Test
    void aRecordWithoutValueIsMalformed() {
        assertThat(CODEC.decode(TokenEvent.class, null))
                .isEqualTo(new Malformed<TokenEvent>("the record has no value", null));
        assertThat(CODEC.decode(TokenEvent.class, new byte[0]))
                .isEqualTo(new Malformed<TokenEvent>("the record has no value", null));
    }

    @Test
    void theTypeMayStandAnywhere() {
        // Given:
        String last =
                without(TOKEN, "\"type\":\"TokenGenerated\",")
                        .replace("\"x\"}", "\"x\",\"type\":\"TokenGenerated\"}");

        // Then:
        assertThat(decode(TokenEvent.class, last)).isEqualTo(decode(TokenEvent.class, TOKEN));
    }

    @Test
    void writesTheTypeFirstAndTextInTheClear() {
        // Given:
        TextStreamed event = streamed("你好 \ud83d\ude00");

        // When:
        String json = new String(CODEC.encode(event), StandardCharsets.UTF_8);

        // Then:
        assertThat(json).startsWith("{\"type\":\"TextStreamed\",").contains("\"你好 \ud83d\ude00\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83d", "\ude00x", "a\ud83d\ud83d\ude00", "\u0000", "\"\\", "\ufffe"})
    void anyCharactersComeBackAsTheyWere(String text) {
        // Given:
        StreamEvent event = streamed(text);

        // When:
        Decoded<StreamEvent> decoded = CODEC.decode(StreamEvent.class, CODEC.encode(event));

        // Then:
        assertThat(decoded).isEqualTo(new Valid<>(event));
    }

    @Test
    void readsTheLongestRecord() {
        // Given:
        StreamEvent event = streamed("x".repeat(Topic.RECORD_BYTES_MAX - 400));

        // When:
        byte[] value = CODEC.encode(event);

        // Then:
        assertThat(value.length).isLessThanOrEqualTo(Topic.RECORD_BYTES_MAX);
        assertThat(CODEC.decode(StreamEvent.class, value)).isEqualTo(new Valid<>(event));
    }

    @Test
    void aRequestIdInsideABatchIsNotTheRecords() {
        // Given:
        String json = "{\"type\":\"BatchAssigned\",\"assignments\":[{\"requestId\":\"r-1\"}]}";

        // When:
        Decoded<AssignmentEvent> decoded = decode(AssignmentEvent.class, json);

        // Then:
        assertThat(decoded).isInstanceOf(Malformed.class);
        assertThat(((Malformed<AssignmentEvent>) decoded).requestId()).isNull();
    }

    static LongStream seeds() {
        return LongStream.range(0, 50);
    }

    /// Bytes dropped, changed, doubled: whatever comes is answered, never thrown.
    @ParameterizedTest
    @MethodSource("seeds")
    void damagedRecordsNeverThrow(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (Sample sample : Samples.all()) {
            // Given:
            byte[] damaged = damaged(sample.bytes(), random);

            // When:
            Decoded<? extends Event> decoded = CODEC.decode(sample.eventType(), damaged);

            // Then:
            if (decoded instanceof Malformed<? extends Event>(String reason, RequestId _)) {
                assertThat(reason)
                        .as("seed %d, %s", seed, sample)
                        .isNotBlank()
                        .doesNotContain(Samples.CANARY, "null", "Exception", "13812345678");
            }
        }
    }

    private static byte[] damaged(byte[] value, RandomGenerator random) {
        byte[] damaged = value.clone();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            int at = random.nextInt(damaged.length);
            damaged =
                    switch (random.nextInt(4)) {
                        case 0 -> Arrays.copyOf(damaged, 1 + at);
                        case 1 -> replaced(damaged, at, (byte) random.nextInt(256));
                        case 2 ->
                                replaced(
                                        damaged,
                                        at,
                                        (byte) "{}[]\",:0-n".charAt(random.nextInt(10)));
                        default -> Arrays.copyOfRange(damaged, at, damaged.length);
                    };
        }
        return damaged;
    }

    private static byte[] replaced(byte[] value, int at, byte with) {
        value[at] = with;
        return value;
    }

    private static TextStreamed streamed(String text) {
        return new TextStreamed(
                "e", ID, TenantId.DEFAULT, 1, Instant.EPOCH, new SensitiveText(text), 1);
    }

    private static <E extends Event> Decoded<E> decode(Class<E> eventType, String json) {
        return CODEC.decode(eventType, json.getBytes(StandardCharsets.UTF_8));
    }

    private static String without(String json, String part) {
        if (!json.contains(part)) {
            throw new IllegalStateException(part);
        }
        return json.replace(part, "");
    }

    private static Arguments broken(String reason, @Nullable RequestId id, String json) {
        return Arguments.of(reason, id, json);
    }
}
