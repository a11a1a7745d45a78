package dev.sluice.gateway.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.FinishReason;
import dev.sluice.contracts.event.ResultEvent.InferenceCompleted;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.contracts.event.Usage;
import dev.sluice.gateway.streaming.Choices;
import dev.sluice.gateway.streaming.StreamRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Answers with calls of tools, as chunks and whole.
final class ToolCallChunksTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String HEAD =
            "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1795341600,"
                    + "\"model\":\"smollm2\",\"service_tier\":\"default\","
                    + "\"system_fingerprint\":\"fp_66a5da16aa\",\"choices\":[{\"index\":0,"
                    + "\"delta\":";
    private static final String UNFINISHED = ",\"logprobs\":null,\"finish_reason\":null}]}\n\n";
    private static final String WEATHER =
            "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\":\"Ulm}\"}}\n"
                    + "</tool_call>";
    private static final String NOW =
            "<tool_call>\n{\"name\": \"now\", \"arguments\": {}}\n</tool_call>";
    private static final String ANSWER = "1 < 2. Let me <look>.\n" + WEATHER + "\n" + NOW;

    private final StreamRecords records = StreamRecords.of("chatcmpl-1").withTools("hermes");

    /// A client's message, put together from chunks.
    private record Message(String content, List<String> calls, String finishReason) {}

    @Test
    void rendersOpenAisChunks() {
        // When
        String frames =
                rendered(
                        -1,
                        records.answer(
                                "Sure.",
                                "\n<tool",
                                "_call>\n{\"name\": \"now",
                                "\", \"arguments\": {\"a\"",
                                ":1}",
                                "}\n</tool_call>"));

        // Then
        assertThat(frames)
                .isEqualTo(
                        "id: 0\ndata: "
                                + HEAD
                                + "{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}"
                                + UNFINISHED
                                + "id: 1\ndata: "
                                + HEAD
                                + "{\"content\":\"Sure.\"}"
                                + UNFINISHED
                                + "id: 2\ndata: "
                                + HEAD
                                + "{\"content\":\"\\n\"}"
                                + UNFINISHED
                                + "id: 3\ndata: "
                                + HEAD
                                + "{}"
                                + UNFINISHED
                                + "id: 4\ndata: "
                                + HEAD
                                + "{\"tool_calls\":[{\"index\":0,\"id\":\"call_1_0\",\"type\":"
                                + "\"function\",\"function\":{\"name\":\"now\",\"arguments\":"
                                + "\"{\\\"a\\\"\"}}]}"
                                + UNFINISHED
                                + "id: 5\ndata: "
                                + HEAD
                                + "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":"
                                + "\":1\"}}]}"
                                + UNFINISHED
                                + "id: 6\ndata: "
                                + HEAD
                                + "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":"
                                + "\"}\"}}]}"
                                + UNFINISHED
                                + "id: 7\ndata: "
                                + HEAD
                                + "{},\"logprobs\":null,\"finish_reason\":\"tool_calls\"}]}\n\n"
                                + "data: [DONE]\n\n");
    }

    @Test
    void theMessageIsTheSameHoweverTheTextIsCut() {
        // Given
        Message expected =
                new Message(
                        "1 < 2. Let me <look>.\n",
                        List.of("call_1_0 get_weather {\"city\":\"Ulm}\"}", "call_1_1 now {}"),
                        "tool_calls");

        // Then
        for (int first = 0; first <= ANSWER.length(); first++) {
            for (int second = first; second <= ANSWER.length(); second += 7) {
                List<StreamEvent> cut =
                        records.answer(
                                ANSWER.substring(0, first),
                                ANSWER.substring(first, second),
                                ANSWER.substring(second));
                assertThat(message(rendered(-1, cut)))
                        .as(first + ", " + second)
                        .isEqualTo(expected);
            }
        }
        String[] letters = letters(ANSWER);
        assertThat(message(rendered(-1, records.answer(letters)))).isEqualTo(expected);
        assertThat(whole(records.answer(letters))).isEqualTo(expected);
        assertThat(whole(records.answer(ANSWER))).isEqualTo(expected);
    }

    @Test
    void aResumedStreamHasTheBytesOfTheFirstTimeFromEveryIndexOn() {
        // Given
        List<StreamEvent> answer = records.withUsage().withTools("hermes").answer(letters(ANSWER));
        String whole = rendered(-1, answer);

        for (int index = 0; index < answer.size(); index++) {
            // When
            String resumed = rendered(index, answer);

            // Then
            int end = whole.indexOf("\n\n", whole.indexOf("id: " + index + "\n")) + 2;
            assertThat(resumed).isEqualTo(whole.substring(end));
        }
    }

    /// `~` stands for a line break.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "just text | just text | | stop",
                "a < | a < | | stop",
                "a <tool_call | a <tool_call | | stop",
                "<tool_call>~{'name': 'now', 'arguments': {}}~</tool_call> | | call_1_0 now {} |"
                        + " tool_calls",
                "<tool_call>~{'name': 'n', 'arguments': {'a':1 | | call_1_0 n {'a':1 | stop",
                "a<tool_call>~{'na | a | | stop",
                "a<tool_call>~{'name': 'n | a | | stop",
            })
    void whatIsCutOffStaysAsFarAsItCame(String text, String said, String call, String reason) {
        // Given
        String answer = text.replace('~', '\n').replace('\'', '"');
        Message expected =
                new Message(
                        said == null ? "" : said,
                        call == null ? List.of() : List.of(call.replace('\'', '"')),
                        reason);

        // Then
        assertThat(message(rendered(-1, records.answer(letters(answer))))).isEqualTo(expected);
        assertThat(whole(records.answer(answer))).isEqualTo(expected);
    }

    @Test
    void anAnswerThatReachedItsLengthSaysSo() {
        // Given
        List<StreamEvent> cut =
                List.of(records.started(), records.text(1, WEATHER + "\n<to"), records.cut(2));

        // Then
        assertThat(message(rendered(-1, cut)).finishReason()).isEqualTo("length");
        assertThat(whole(cut).finishReason()).isEqualTo("length");
    }

    @Test
    void aWholeMessageThatOnlyCallsHasNoContent() {
        assertThat(completion(records.answer(NOW)))
                .contains(
                        "{\"role\":\"assistant\",\"content\":null,\"refusal\":null,\"tool_calls\":"
                                + "[{\"id\":\"call_1_0\",\"type\":\"function\",\"function\":"
                                + "{\"name\":\"now\",\"arguments\":\"{}\"}}]},"
                                + "\"logprobs\":null,\"finish_reason\":\"tool_calls\"}");
    }

    /// As a batch's lines are answered, and those of an intake.
    @Test
    void aResultHasTheCallsToo() {
        // Given
        TestSecrets secrets = new TestSecrets("one");
        String masked = WEATHER.replace("Ulm}", "<EMAIL_k7q2m9x4>");
        InferenceCompleted result =
                new InferenceCompleted(
                        "e",
                        new RequestId("chatcmpl-1"),
                        TenantId.DEFAULT,
                        StreamRecords.ACCEPTED_AT,
                        StreamRecords.ACCEPTED_AT,
                        StreamRecords.POOL,
                        new SensitiveText(masked),
                        FinishReason.STOP,
                        new Usage(5, 7),
                        Map.of(),
                        secrets.sealing(TenantId.DEFAULT).seal("e", WEATHER),
                        null,
                        "hermes");

        // When
        var opened = (InferenceCompleted) new CallerText(secrets).of(result);

        // Then
        assertThat(message(choice(WholeAnswer.of(opened).chatCompletion())))
                .isEqualTo(
                        new Message(
                                "",
                                List.of("call_1_0 get_weather {\"city\":\"Ulm}\"}"),
                                "tool_calls"));
    }

    @Test
    void withoutToolsATagIsText() {
        // Given
        StreamRecords plain = StreamRecords.of("chatcmpl-1");

        // Then
        assertThat(whole(plain.answer(NOW)).content()).isEqualTo(NOW);
        assertThat(message(rendered(-1, plain.answer(NOW))).content()).isEqualTo(NOW);
        assertThat(whole(plain.withTools("of a later version").answer(NOW)).content())
                .isEqualTo(NOW);
    }

    @Test
    void givesEachChoicesCallsIdsOfTheirOwn() {
        // Given
        Choices choices = Choices.of(new RequestId("chatcmpl-n2-01m80000000000000000000000"));

        // When
        List<String> ids =
                choices.ids().stream()
                        .map(id -> new Envelope(id, StreamRecords.ACCEPTED_AT, StreamRecords.POOL))
                        .map(envelope -> envelope.callId(1))
                        .toList();

        // Then
        assertThat(ids)
                .containsExactly(
                        "call_01m80000000000000000000000_1", "call_01m80000000000000000000000_1_1");
    }

    private static String rendered(long startingAfter, List<StreamEvent> events) {
        ChatChunks chunks =
                new ChatChunks(Choices.of(events.getFirst().requestId()), startingAfter);
        StringBuilder out = new StringBuilder();
        events.forEach(event -> chunks.append(out, event));
        return out.toString();
    }

    private static String[] letters(String text) {
        return text.chars().mapToObj(Character::toString).toArray(String[]::new);
    }

    private static String completion(List<StreamEvent> events) {
        WholeAnswer answer = new WholeAnswer();
        events.forEach(answer::apply);
        return answer.chatCompletion();
    }

    private static Message whole(List<StreamEvent> events) {
        return message(choice(completion(events)));
    }

    private static JsonNode choice(String completion) {
        return read(completion).at("/choices/0");
    }

    private static Message message(JsonNode choice) {
        List<String> calls = new ArrayList<>();
        for (JsonNode call : choice.at("/message/tool_calls")) {
            calls.add(
                    "%s %s %s"
                            .formatted(
                                    call.path("id").asText(),
                                    call.at("/function/name").asText(),
                                    call.at("/function/arguments").asText()));
        }
        JsonNode content = choice.at("/message/content");
        return new Message(
                content.isNull() ? "" : content.asText(),
                calls,
                choice.path("finish_reason").asText());
    }

    /// As OpenAI's clients do it.
    private static Message message(String frames) {
        StringBuilder content = new StringBuilder();
        TreeMap<Integer, String> heads = new TreeMap<>();
        TreeMap<Integer, String> arguments = new TreeMap<>();
        String reason = "";
        for (String line : frames.lines().toList()) {
            if (!line.startsWith("data: {")) {
                continue;
            }
            JsonNode choice = read(line.substring("data: ".length())).at("/choices/0");
            content.append(choice.at("/delta/content").asText());
            for (JsonNode call : choice.at("/delta/tool_calls")) {
                int index = call.path("index").asInt();
                if (call.has("id")) {
                    String head =
                            call.path("id").asText() + " " + call.at("/function/name").asText();
                    assertThat(heads.put(index, head)).isNull();
                }
                arguments.merge(index, call.at("/function/arguments").asText(), String::concat);
            }
            reason = choice.path("finish_reason").asText();
        }
        List<String> calls = new ArrayList<>();
        heads.forEach((index, head) -> calls.add(head + " " + arguments.get(index)));
        return new Message(content.toString(), calls, reason);
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(json, e);
        }
    }
}
