package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.topic.Topic;
import dev.sluice.it.client.Chat;
import dev.sluice.it.client.Reply;
import dev.sluice.it.client.SseEvent;
import dev.sluice.it.client.SseReading;
import dev.sluice.it.kafka.Seen;
import dev.sluice.it.mesh.OnRealMesh;
import dev.sluice.it.mesh.RealMesh;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Streams of the real model: their pace, their shape, and coming back to them.
@OnRealMesh
class StreamingIT {
    private static final String STORY = "Explain how rain forms, step by step.";
    private static final int STORY_TOKENS = 128;
    private static final double FIRST_CHUNK_SHARE_MAX = 0.3;

    private final RealMesh mesh;

    StreamingIT(RealMesh mesh) {
        this.mesh = mesh;
    }

    @Test
    void streamsEachTokenAsItComes() {
        // Given
        Chat chat = Chat.of(mesh.model(), STORY).maxTokens(STORY_TOKENS);
        long begunNanos = System.nanoTime();

        // When
        try (SseReading reading = mesh.gateway().stream(chat).toEnd()) {
            // Then
            List<SseEvent> texts = reading.texts();
            long firstNanos = texts.getFirst().atNanos() - begunNanos;
            long totalNanos = reading.events().getLast().atNanos() - begunNanos;
            assertThat(firstNanos).isLessThan((long) (totalNanos * FIRST_CHUNK_SHARE_MAX));
            assertThat(reading.events().getLast().isDone()).isTrue();
            // One chunk per token or smaller: wherever a token ends, a chunk ends.
            List<String> tokens = generated(reading.requestId());
            assertThat(tokens).hasSizeGreaterThan(STORY_TOKENS / 2);
            assertThat(reading.text()).isEqualTo(String.join("", tokens));
            assertThat(ends(texts.stream().map(SseEvent::text).toList())).containsAll(ends(tokens));
        }
    }

    /// Where each of the texts ends in the whole.
    private static Set<Integer> ends(List<String> texts) {
        var ends = new TreeSet<Integer>();
        int end = 0;
        for (String text : texts) {
            end += text.length();
            ends.add(end);
        }
        return ends;
    }

    private List<String> generated(String requestId) {
        return mesh.kafka().about(Topic.TOKENS, requestId).stream()
                .filter(seen -> seen.type().equals("TokenGenerated"))
                .map(Seen::text)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    @Test
    void numbersTheEventsOfAStreamWithoutGaps() {
        // When
        try (SseReading reading =
                mesh.gateway().stream(Chat.of(mesh.model(), STORY).maxTokens(24)).toEnd()) {
            // Then
            int last = reading.ids().size() - 1;
            assertThat(reading.ids())
                    .isEqualTo(IntStream.rangeClosed(0, last).mapToObj(String::valueOf).toList());
            assertThat(reading.events().get(last).finishReason()).isEqualTo("length");
        }
    }

    @Test
    void sendsTheSameTextStreamedAndWhole() {
        // Given
        Chat chat = Chat.of(mesh.model(), STORY).maxTokens(32);

        // When
        Reply whole = mesh.gateway().chat(chat);
        try (SseReading reading = mesh.gateway().stream(chat).toEnd()) {
            // Then
            assertThat(reading.text()).isEqualTo(whole.text());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Repeat exactly: 你好，世界！今天天气很好。",
                "Repeat exactly: 🎉 🚀 😀 👩‍👩‍👧",
            })
    void neverSendsHalfACharacter(String prompt) {
        // When
        try (SseReading reading =
                mesh.gateway().stream(Chat.of(mesh.model(), prompt).maxTokens(40)).toEnd()) {
            // Then
            assertThat(reading.text()).doesNotContain("\uFFFD").matches(StreamingIT::isForeign);
            assertThat(reading.texts())
                    .allMatch(event -> !Character.isLowSurrogate(event.text().charAt(0)));
        }
    }

    private static boolean isForeign(String text) {
        return text.codePoints().anyMatch(c -> c > 0x2000 && c != '\u2019' && c != '\u201C');
    }

    @ParameterizedTest
    @ValueSource(strings = {"query", "header"})
    void givesTheSameBytesOfAFinishedStreamAgain(String how) {
        // Given
        SseReading first = mesh.gateway().stream(Chat.of(mesh.model(), STORY).maxTokens(24));
        first.toEnd();
        int startingAfter = 9;

        // When
        SseReading again = resume(first.requestId(), startingAfter, how).toEnd();
        SseReading whole = mesh.gateway().resume(first.requestId(), "").toEnd();

        // Then
        assertThat(whole.frames()).isEqualTo(first.frames());
        assertThat(again.frames()).isEqualTo(framesAfter(first, startingAfter));
    }

    @ParameterizedTest
    @ValueSource(strings = {"query", "header"})
    void goesOnWithARunningStream(String how) {
        // Given
        Chat chat = Chat.of(mesh.model(), STORY).maxTokens(STORY_TOKENS);
        SseReading first = mesh.gateway().stream(chat).untilTexts(5);
        int startingAfter = Integer.parseInt(first.ids().getLast());

        // When
        SseReading second = resume(first.requestId(), startingAfter, how).toEnd();

        // Then
        assertThat(second.ids()).first().isEqualTo(Integer.toString(startingAfter + 1));
        assertThat(second.frames()).isEqualTo(framesAfter(first.toEnd(), startingAfter));
    }

    @Test
    void aClientThatLeftFindsItsStreamAgain() {
        // Given
        Chat chat = Chat.of(mesh.model(), STORY).maxTokens(64);
        SseReading first = mesh.gateway().stream(chat).untilTexts(3);
        first.close();

        // When
        SseReading second = mesh.gateway().resume(first.requestId(), "").toEnd();

        // Then
        assertThat(second.frames()).startsWith(first.frames());
        assertThat(second.text()).isEqualTo(mesh.gateway().chat(chat).text());
    }

    @Test
    void severalChoicesReadTheirPromptOnce() {
        // Given
        Chat chat =
                Chat.of(mesh.model(), "Name each colour of a rainbow. ".repeat(10)).maxTokens(4);
        long before = promptTokensRead();

        // When
        Reply reply = mesh.gateway().chat(chat.with("n", "3"));

        // Then: all but the first read the last two tokens of it
        int promptTokens = reply.json().at("/usage/prompt_tokens").asInt();
        assertThat(promptTokens).isGreaterThan(60);
        assertThat(promptTokensRead() - before).isLessThanOrEqualTo(promptTokens + 2L * 2);
        // And without randomness they are the one answer.
        String text = mesh.gateway().chat(chat).text();
        assertThat(texts(reply)).containsExactly(text, text, text);
    }

    private static List<String> texts(Reply reply) {
        return reply.json().path("choices").findValuesAsText("content");
    }

    /// By the engine, without what it took from its cache.
    private long promptTokensRead() {
        return counted("sluice_prefix_cache_queries") - counted("sluice_prefix_cache_hits");
    }

    private long counted(String metric) {
        return mesh.gateway()
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(metric))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Test
    void aCancelledStreamEndsWithAnErrorAndStopsTheModel() {
        // Given
        Chat chat =
                Chat.of(mesh.model(), STORY).maxTokens(1_000).with("logit_bias", "{\"2\":-100}");
        SseReading reading = mesh.gateway().stream(chat).untilTexts(3);

        // When
        Reply cancelled = mesh.gateway().delete("/v1/streams/" + reading.requestId());

        // Then
        assertThat(cancelled.status()).isEqualTo(200);
        SseEvent last = reading.toEnd().events().getLast();
        assertThat(last.errorCode()).isEqualTo("cancelled");
        assertThat(mesh.kafka().about(Topic.TOKENS, reading.requestId()))
                .hasSizeLessThan(500)
                .last()
                .extracting(Seen::type)
                .isEqualTo("GenerationFinished");
    }

    @Test
    void aStreamThatNeverWasIsNotFound() {
        // When
        Reply reply = mesh.gateway().get("/v1/streams/chatcmpl-00000000000000000000000000");

        // Then
        assertThat(reply.status()).isEqualTo(404);
    }

    private SseReading resume(String requestId, int startingAfter, String how) {
        return how.equals("query")
                ? mesh.gateway().resume(requestId, "?starting_after=" + startingAfter)
                : mesh.gateway()
                        .resume(requestId, "", "Last-Event-ID", Integer.toString(startingAfter));
    }

    private static String framesAfter(SseReading whole, int startingAfter) {
        List<SseEvent> events = whole.events();
        int from = startingAfter + 1;
        return String.join(
                "", events.subList(from, events.size()).stream().map(SseEvent::frame).toList());
    }
}
