package dev.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.event.ChatMessage;
import dev.sluice.contracts.event.ObjectEvent.ResponseCreated;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResponsesHttpTest {
    private static final String RESPONSES = "/v1/responses";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestGateway gateway = new TestGateway();

    @AfterEach
    void stop() {
        gateway.close();
    }

    private HttpResponse<String> create(String more) {
        return gateway.post(RESPONSES, "{'model':'smollm2','input':'hi'" + more + "}");
    }

    private static JsonNode json(HttpResponse<String> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String idOf(HttpResponse<String> response) {
        return response.headers().firstValue("X-Request-Id").orElseThrow();
    }

    private InferenceRequested published() throws InterruptedException {
        InferenceRequested request = gateway.mesh.requests.poll(30, TimeUnit.SECONDS);
        assertThat(request).isNotNull();
        return request;
    }

    private static List<String> spoken(InferenceRequested request) {
        return ((Prompt.Chat) request.spec().prompt())
                .messages().stream().map(ResponsesHttpTest::spoken).toList();
    }

    private static String spoken(ChatMessage message) {
        return message.role() + ": " + message.content().value();
    }

    @Test
    void answersWholeAndShowsWhatWasAskedFor() {
        // Given
        gateway.mesh.answer("Par", "is");

        // When
        HttpResponse<String> created =
                create(
                        ",'instructions':'be brief','max_output_tokens':9,'temperature':0.5,"
                                + "'top_p':0.9,'metadata':{'a':'b'}");

        // Then
        JsonNode response = json(created);
        assertThat(created.statusCode()).isEqualTo(200);
        assertThat(response.at("/id").asText()).startsWith("resp_").isEqualTo(idOf(created));
        assertThat(response.at("/object").asText()).isEqualTo("response");
        assertThat(response.at("/status").asText()).isEqualTo("completed");
        assertThat(response.at("/output/0/content/0/text").asText()).isEqualTo("Paris");
        assertThat(response.at("/output/0/role").asText()).isEqualTo("assistant");
        assertThat(response.at("/model").asText()).isEqualTo("smollm2");
        assertThat(response.at("/instructions").asText()).isEqualTo("be brief");
        assertThat(response.at("/max_output_tokens").asInt()).isEqualTo(9);
        assertThat(response.at("/temperature").asDouble()).isEqualTo(0.5);
        assertThat(response.at("/metadata/a").asText()).isEqualTo("b");
        assertThat(response.at("/usage/output_tokens").asInt()).isEqualTo(2);
        assertThat(response.at("/usage/total_tokens").asInt()).isEqualTo(7);
    }

    @Test
    void retrievingGivesTheSameObject() {
        // Given
        gateway.mesh.answer("Paris");
        HttpResponse<String> created = create(",'metadata':{'a':'b'}");

        // When
        HttpResponse<String> retrieved = gateway.get(RESPONSES + "/" + idOf(created));

        // Then
        assertThat(retrieved.statusCode()).isEqualTo(200);
        assertThat(retrieved.body()).isEqualTo(created.body());
    }

    @Test
    void theLogHoldsWhatWasAskedForSealedOnly() throws InterruptedException {
        // Given
        gateway.mesh.answer("Paris");

        // When
        create(",'instructions':'whisper','metadata':{'who':'alice'}");

        // Then
        var kept = (ResponseCreated) gateway.mesh.kept.poll(30, TimeUnit.SECONDS);
        assertThat(kept).isNotNull();
        assertThat(kept.form()).startsWith("1.").doesNotContain("whisper", "alice");
    }

    @Test
    void streamsTheEventsOfOpenAiInTheirOrder() {
        // Given
        gateway.mesh.answer("Par", "is");

        // When
        HttpResponse<String> stream = create(",'stream':true");

        // Then
        assertThat(types(stream.body()))
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.completed");
        List<JsonNode> events = events(stream.body());
        for (int number = 0; number < events.size(); number++) {
            assertThat(events.get(number).at("/sequence_number").asInt()).isEqualTo(number);
        }
        assertThat(events.get(4).at("/delta").asText()).isEqualTo("Par");
        assertThat(events.get(6).at("/text").asText()).isEqualTo("Paris");
        assertThat(events.get(9).at("/response/output/0/content/0/text").asText())
                .isEqualTo("Paris");
    }

    private static List<String> types(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("event: "))
                .map(line -> line.substring("event: ".length()))
                .toList();
    }

    private static List<JsonNode> events(String stream) {
        List<JsonNode> events = new ArrayList<>();
        stream.lines()
                .filter(line -> line.startsWith("data: "))
                .forEach(line -> {
                    try {
                        events.add(JSON.readTree(line.substring("data: ".length())));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
        return events;
    }

    @Test
    void aStreamIsTheSameFromEverySequenceNumber() {
        // Given
        gateway.mesh.answer("a", "b");
        HttpResponse<String> first = create(",'stream':true,'background':true");
        String path = RESPONSES + "/" + idOf(first) + "?stream=true";

        // When
        List<String> resumed = new ArrayList<>();
        for (int number = 0; number < 10; number++) {
            resumed.add(gateway.get(path + "&starting_after=" + number).body());
        }

        // Then
        assertThat(gateway.get(path).body()).isEqualTo(first.body());
        for (int number = 0; number < 10; number++) {
            int end = first.body().indexOf("\n\n", first.body().indexOf("id: " + number)) + 2;
            assertThat(resumed.get(number)).isEqualTo(first.body().substring(end));
        }
    }

    @Test
    void inTheBackgroundItIsQueuedAndLaterComplete() throws InterruptedException {
        // When
        HttpResponse<String> created = create(",'background':true");
        InferenceRequested request = published();
        HttpResponse<String> early = gateway.get(RESPONSES + "/" + idOf(created));
        SimMesh.recordsOf(request, true).answer("Paris").forEach(gateway.mesh::write);
        HttpResponse<String> late = gateway.get(RESPONSES + "/" + idOf(created));

        // Then
        assertThat(json(created).at("/status").asText()).isEqualTo("queued");
        assertThat(json(created).at("/background").asBoolean()).isTrue();
        assertThat(json(early).at("/status").asText()).isEqualTo("in_progress");
        assertThat(json(late).at("/status").asText()).isEqualTo("completed");
        assertThat(json(late).at("/output/0/content/0/text").asText()).isEqualTo("Paris");
        assertThat(gateway.openStreams.count()).isZero();
    }

    @Test
    void cancellingEndsTheRequestAndSaysSo() throws InterruptedException {
        // Given
        HttpResponse<String> created = create(",'background':true");
        InferenceRequested request = published();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        gateway.mesh.cancels.take();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    var records = SimMesh.recordsOf(request, true);
                    gateway.mesh.write(records.started());
                    gateway.mesh.write(records.text(1, "Pa"));
                    gateway.mesh.write(records.failed(2, ErrorCode.CANCELLED, "cancelled"));
                });

        // When
        HttpResponse<String> cancelled =
                gateway.post(RESPONSES + "/" + idOf(created) + "/cancel", "");

        // Then
        assertThat(cancelled.statusCode()).isEqualTo(200);
        assertThat(json(cancelled).at("/status").asText()).isEqualTo("cancelled");
        assertThat(json(cancelled).at("/output/0/content/0/text").asText()).isEqualTo("Pa");
        assertThat(json(cancelled).at("/error").isNull()).isTrue();
    }

    @Test
    void aFailedResponseSaysWhy() throws InterruptedException {
        // Given
        HttpResponse<String> created = create(",'background':true");
        InferenceRequested request = published();

        // When
        gateway.mesh.write(
                SimMesh.recordsOf(request, true).failed(0, ErrorCode.ENGINE_FAILED, "it broke"));
        JsonNode failed = json(gateway.get(RESPONSES + "/" + idOf(created)));
        String stream = gateway.get(RESPONSES + "/" + idOf(created) + "?stream=true").body();

        // Then
        assertThat(failed.at("/status").asText()).isEqualTo("failed");
        assertThat(failed.at("/error/code").asText()).isEqualTo("engine_failed");
        assertThat(failed.at("/error/message").asText()).isEqualTo("it broke");
        assertThat(types(stream)).containsExactly("response.created", "response.failed");
    }

    @Test
    void goesOnWithAConversation() throws InterruptedException {
        // Given
        gateway.mesh.answer("Paris.");
        String first = idOf(create(",'instructions':'not carried over'"));
        published();
        String second =
                idOf(
                        gateway.post(
                                RESPONSES,
                                "{'model':'smollm2','previous_response_id':'"
                                        + first
                                        + "','input':[{'role':'user','content':[{'type':"
                                        + "'input_text','text':'and of Spain?'}]}]}"));
        published();

        // When
        HttpResponse<String> third =
                gateway.post(
                        RESPONSES,
                        "{'model':'smollm2','previous_response_id':'"
                                + second
                                + "','instructions':'be brief','input':'thanks'}");

        // Then
        assertThat(third.statusCode()).isEqualTo(200);
        assertThat(spoken(published()))
                .containsExactly(
                        "system: be brief",
                        "user: hi",
                        "assistant: Paris.",
                        "user: and of Spain?",
                        "assistant: Paris.",
                        "user: thanks");
        assertThat(json(third).at("/previous_response_id").asText()).isEqualTo(second);
    }

    @Test
    void aConversationNeedsAnAnsweredResponseOfOnesOwn() throws InterruptedException {
        // Given
        String unanswered = idOf(create(",'background':true"));
        String body = "{'model':'smollm2','input':'hi','previous_response_id':'%s'}";

        // When
        HttpResponse<String> tooEarly = gateway.post(RESPONSES, body.formatted(unanswered));
        HttpResponse<String> unknown = gateway.post(RESPONSES, body.formatted("resp_none"));
        HttpResponse<String> foreign =
                gateway.send(
                        gateway.to(RESPONSES)
                                .setHeader(
                                        "Authorization", "Bearer " + TestGateway.OTHER_TENANTS_KEY)
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                TestGateway.json(body.formatted(unanswered))))
                                .build());

        // Then
        for (HttpResponse<String> refused : List.of(tooEarly, unknown, foreign)) {
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(json(refused).at("/error/param").asText()).isEqualTo("previous_response_id");
        }
        assertThat(foreign.body().replace(unanswered, "resp_none")).isEqualTo(unknown.body());
    }

    @Test
    void listsItsInputInPages() {
        // Given
        gateway.mesh.answer("a");
        String id =
                idOf(
                        gateway.post(
                                RESPONSES,
                                "{'model':'smollm2','input':[{'role':'user','content':'one'},"
                                        + "{'role':'assistant','content':'two'},"
                                        + "{'role':'user','content':'three'}]}"));
        String path = RESPONSES + "/" + id + "/input_items?order=asc&limit=2";

        // When
        JsonNode page = json(gateway.get(path));
        JsonNode rest = json(gateway.get(path + "&after=" + page.at("/last_id").asText()));
        JsonNode newest = json(gateway.get(RESPONSES + "/" + id + "/input_items"));

        // Then
        assertThat(page.at("/data/0/content/0/text").asText()).isEqualTo("one");
        assertThat(page.at("/data/1/content/0/type").asText()).isEqualTo("output_text");
        assertThat(page.at("/has_more").asBoolean()).isTrue();
        assertThat(rest.at("/data")).hasSize(1);
        assertThat(rest.at("/data/0/content/0/text").asText()).isEqualTo("three");
        assertThat(rest.at("/has_more").asBoolean()).isFalse();
        assertThat(newest.at("/data/0/content/0/text").asText()).isEqualTo("three");
    }

    @Test
    void aDeletedResponseIsGone() {
        // Given
        gateway.mesh.answer("a");
        String path = RESPONSES + "/" + idOf(create(""));

        // When
        HttpResponse<String> deleted = gateway.send(gateway.to(path).DELETE().build());

        // Then
        assertThat(json(deleted).at("/deleted").asBoolean()).isTrue();
        assertThat(gateway.get(path).statusCode()).isEqualTo(404);
        assertThat(gateway.get(path + "?stream=true").statusCode()).isEqualTo(404);
        assertThat(gateway.send(gateway.to(path).DELETE().build()).statusCode()).isEqualTo(404);
    }

    @Test
    void anAnswerThatComesAfterTheDeletionBringsNothingBack() throws InterruptedException {
        // Given
        String path = RESPONSES + "/" + idOf(create(",'background':true"));
        InferenceRequested request = published();

        // When
        gateway.send(gateway.to(path).DELETE().build());
        SimMesh.recordsOf(request, true).answer("late").forEach(gateway.mesh::write);

        // Then
        assertThat(gateway.get(path).statusCode()).isEqualTo(404);
        assertThat(gateway.mesh.cancels.poll(30, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void whatIsNotStoredCannotBeRetrieved() {
        // Given
        gateway.mesh.answer("a");

        // When
        HttpResponse<String> created = create(",'store':false");

        // Then
        assertThat(json(created).at("/output/0/content/0/text").asText()).isEqualTo("a");
        assertThat(json(created).at("/store").asBoolean()).isFalse();
        assertThat(gateway.get(RESPONSES + "/" + idOf(created)).statusCode()).isEqualTo(404);
        assertThat(gateway.mesh.kept).isEmpty();
    }

    @Test
    void aForeignResponseIsLikeAnUnknownOne() {
        // Given
        gateway.mesh.answer("a");
        String id = idOf(create(""));

        // Then
        for (String path : List.of("", "?stream=true", "/input_items")) {
            HttpResponse<String> foreign = asStranger(RESPONSES + "/" + id + path);
            HttpResponse<String> unknown = asStranger(RESPONSES + "/resp_none" + path);
            assertThat(foreign.statusCode()).isEqualTo(404);
            assertThat(foreign.body()).isEqualTo(unknown.body());
        }
    }

    private HttpResponse<String> asStranger(String path) {
        return gateway.send(
                gateway.to(path)
                        .setHeader("Authorization", "Bearer " + TestGateway.OTHER_TENANTS_KEY)
                        .GET()
                        .build());
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'input':5 | input",
                "'input':[] | input",
                "'input':'hi','background':true,'store':false | background",
                "'input':[{'type':'function_call','role':'user','content':'x'}] | input[0].type",
                "'input':[{'role':'user','content':[{'type':'input_image'}]}] |"
                        + " input[0].content[0].type",
                "'input':[{'role':'robot','content':'x'}] | input[0].role",
                "'input':'hi','tools':[{'type':'web_search'}] | tools",
                "'input':'hi','truncation':'auto' | truncation",
                "'input':'hi','max_output_tokens':0 | max_output_tokens",
                "'input':'hi','metadata':{'a':5} | metadata.a",
                "'input':'hi','conversation':'c' | conversation",
                "'input':'hi','previous_response_id':'a b' | previous_response_id",
                "'input':'hi','text':{'format':{'type':'json_schema'}} | text.format.name",
                "'input':'hi','surprise':1 | surprise"
            })
    void refusesByName(String fields, String param) {
        // When
        HttpResponse<String> refused =
                gateway.post(RESPONSES, "{'model':'smollm2'," + fields + "}");

        // Then
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).at("/error/param").asText()).isEqualTo(param);
    }

    @ParameterizedTest
    @CsvSource({
        "/input_items?limit=0, limit",
        "/input_items?limit=x, limit",
        "/input_items?order=up, order",
        "/input_items?after=msg_none, after",
        "?stream=true&starting_after=x, starting_after"
    })
    void refusesABadQueryByName(String query, String param) {
        // Given
        gateway.mesh.answer("a");
        String id = idOf(create(""));

        // When
        HttpResponse<String> refused = gateway.get(RESPONSES + "/" + id + query);

        // Then
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(json(refused).at("/error/param").asText()).isEqualTo(param);
    }

    @Test
    void aDatabaseThatIsDroppedAnswers503AndComesBack() throws Exception {
        // Given
        gateway.mesh.answer("a");
        String path = RESPONSES + "/" + idOf(create(""));
        try (var connection = gateway.database.get().connection();
                var statement = connection.createStatement()) {
            statement.execute("DROP ALL OBJECTS");
        }

        // When
        HttpResponse<String> without = gateway.get(path);
        gateway.mesh.projectAgain();

        // Then
        assertThat(without.statusCode()).isEqualTo(503);
        await().atMost(java.time.Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(gateway.get(path).statusCode()).isEqualTo(200));
    }
}
