package dev.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.ControlEvent.CancelInference;
import dev.sluice.contracts.event.MeshEvent;
import dev.sluice.contracts.event.MeshEvent.RequestAccepted;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.contracts.event.TenantEvent.TenantDefined;
import dev.sluice.gateway.http.TestGateway.Settings;
import dev.sluice.gateway.store.KeyClaims;
import dev.sluice.gateway.streaming.Choices;
import dev.sluice.gateway.streaming.StreamRecords;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Several answers to one prompt: `n`.
final class ChoicesHttpTest {
    private static final TenantId OTHER = new TenantId("other");

    private static CompletableFuture<HttpResponse<String>> asked(
            TestGateway gateway, HttpRequest request) {
        return CompletableFuture.supplyAsync(() -> gateway.send(request));
    }

    private static HttpRequest whole(TestGateway gateway, String more) {
        return gateway.to(TestGateway.CHAT)
                .POST(HttpRequest.BodyPublishers.ofString(TestGateway.chat(more)))
                .build();
    }

    private static <T> List<T> polled(BlockingQueue<T> queue, int count) throws Exception {
        List<T> all = new ArrayList<>();
        while (all.size() < count) {
            T next = queue.poll(30, TimeUnit.SECONDS);
            assertThat(next).as("one of %s", count).isNotNull();
            all.add(next);
        }
        return all;
    }

    /// The requests of all choices, in the choices' order.
    private static List<InferenceRequested> published(TestGateway gateway, int count)
            throws Exception {
        return polled(gateway.mesh.requests, count).stream()
                .sorted(Comparator.comparingInt(request -> Choices.numberOf(request.requestId())))
                .toList();
    }

    private static List<StreamRecords> recordsOf(List<InferenceRequested> requests) {
        return requests.stream()
                .map(request -> SimMesh.recordsOf(request, request.spec().includeUsage()))
                .toList();
    }

    /// The last one is faster than the others.
    private static void answer(TestGateway gateway, List<InferenceRequested> requests) {
        List<StreamRecords> choices = recordsOf(requests);
        choices.reversed().forEach(choice -> gateway.mesh.write(choice.started()));
        choices.getLast().answer("z").stream().skip(1).forEach(gateway.mesh::write);
        for (int choice = 0; choice < choices.size() - 1; choice++) {
            choices.get(choice).answer("a", "b").stream().skip(1).forEach(gateway.mesh::write);
        }
    }

    private static List<RequestId> idsOf(List<InferenceRequested> requests) {
        return requests.stream().map(InferenceRequested::requestId).toList();
    }

    private static String idOf(HttpResponse<?> response) {
        return response.headers().firstValue("X-Request-Id").orElseThrow();
    }

    @Test
    void eachChoiceIsARequestWithASeedOfItsOwnOnOnePartition() throws Exception {
        try (var gateway = new TestGateway()) {
            // When
            var reply = asked(gateway, whole(gateway, ",'n':3,'seed':41"));
            List<InferenceRequested> requests = published(gateway, 3);
            answer(gateway, requests);
            HttpResponse<String> response = reply.get(30, TimeUnit.SECONDS);

            // Then
            RequestId id = new RequestId(idOf(response));
            assertThat(idsOf(requests)).isEqualTo(Choices.of(id).ids()).hasSize(3);
            assertThat(requests)
                    .extracting(each -> each.spec().settings().seed())
                    .containsExactly(41L, 42L, 43L);
            assertThat(requests).extracting(each -> each.spec().streamPartition()).containsOnly(0);
            assertThat(requests)
                    .extracting(each -> each.spec().prompt())
                    .containsOnly(requests.getFirst().spec().prompt());
            assertThat(polled(gateway.mesh.notes, 3))
                    .allMatch(RequestAccepted.class::isInstance)
                    .extracting(MeshEvent::eventId)
                    .containsExactlyElementsOf(
                            idsOf(requests).stream().map(each -> each + "/accepted").toList());
            await().until(() -> gateway.openStreams.count() == 0);
        }
    }

    @Test
    void aWholeAnswerHasAllChoicesAndOnePrompt() throws Exception {
        try (var gateway = new TestGateway()) {
            // When
            var reply = asked(gateway, whole(gateway, ",'n':2"));
            answer(gateway, published(gateway, 2));
            HttpResponse<String> response = reply.get(30, TimeUnit.SECONDS);

            // Then
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body())
                    .contains(
                            TestGateway.json(
                                    "{'index':0,'message':{'role':'assistant','content':'ab'"),
                            TestGateway.json(
                                    "{'index':1,'message':{'role':'assistant','content':'z'"),
                            TestGateway.json(
                                    "'usage':{'prompt_tokens':5,'completion_tokens':3,"
                                            + "'total_tokens':8}"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {TestGateway.CHAT, "/v1/completions"})
    void aStreamCanBeResumedFromEveryIndex(String path) throws Exception {
        try (var gateway = new TestGateway()) {
            // Given
            String prompt =
                    path.equals(TestGateway.CHAT)
                            ? "'messages':[{'role':'user','content':'hi'}]"
                            : "'prompt':'hi'";
            String body = "{'model':'smollm2','n':3,'stream':true," + prompt + "}";
            var reply =
                    asked(
                            gateway,
                            gateway.to(path)
                                    .POST(
                                            HttpRequest.BodyPublishers.ofString(
                                                    TestGateway.json(body)))
                                    .build());
            List<InferenceRequested> requests = published(gateway, 3);
            answer(gateway, requests);

            // When
            HttpResponse<String> streamed = reply.get(30, TimeUnit.SECONDS);

            // Then
            String frames = streamed.body();
            assertThat(frames).endsWith("data: [DONE]\n\n").containsOnlyOnce("[DONE]");
            int count = 4 + 4 + 3;
            for (int index = 0; index < count; index++) {
                String resumed =
                        gateway.get("/v1/streams/" + idOf(streamed) + "?starting_after=" + index)
                                .body();
                assertThat(resumed).isNotEmpty().isEqualTo(behind(frames, index, count));
            }
            assertThat(gateway.get("/v1/streams/" + idOf(streamed)).body()).isEqualTo(frames);
        }
    }

    /// What follows the frame of an index.
    private static String behind(String frames, int index, int count) {
        return index == count - 1
                ? frames.substring(frames.indexOf("data: [DONE]"))
                : frames.substring(frames.indexOf("id: " + (index + 1) + "\n"));
    }

    @Test
    void theIdOfAFurtherChoiceIsNoStream() throws Exception {
        try (var gateway = new TestGateway()) {
            // Given
            var reply = asked(gateway, whole(gateway, ",'n':2"));
            List<InferenceRequested> requests = published(gateway, 2);
            answer(gateway, requests);
            HttpResponse<String> response = reply.get(30, TimeUnit.SECONDS);

            // When
            HttpResponse<String> further =
                    gateway.get("/v1/streams/" + requests.getLast().requestId());

            // Then
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(further.statusCode()).isEqualTo(404);
        }
    }

    @Test
    void cancellingReachesAllChoices() throws Exception {
        try (var gateway = new TestGateway()) {
            // Given
            var reply = asked(gateway, gateway.streamRequest(",'n':3"));
            List<InferenceRequested> requests = published(gateway, 3);

            // When
            HttpResponse<String> cancelled =
                    gateway.send(
                            gateway.to("/v1/streams/" + requests.getFirst().requestId())
                                    .DELETE()
                                    .build());

            // Then
            assertThat(cancelled.statusCode()).isEqualTo(200);
            assertThat(polled(gateway.mesh.cancels, 3))
                    .extracting(CancelInference::requestId)
                    .isEqualTo(idsOf(requests));
            recordsOf(requests)
                    .forEach(choice ->
                            gateway.mesh.write(choice.failed(0, ErrorCode.CANCELLED, "gone")));
            assertThat(reply.get(30, TimeUnit.SECONDS).body()).contains("\"cancelled\"");
        }
    }

    @Test
    void aClientThatLeavesCancelsAllChoices() throws Exception {
        try (var gateway =
                new TestGateway(Settings.PATIENT.withResumeGrace(Duration.ofMillis(50)))) {
            // Given
            gateway.mesh.script(
                    (mesh, request) -> mesh.write(SimMesh.recordsOf(request, false).started()));
            HttpResponse<InputStream> client = gateway.open(gateway.streamRequest(",'n':2"));
            List<InferenceRequested> requests = published(gateway, 2);

            // When
            client.body().close();

            // Then
            assertThat(polled(gateway.mesh.cancels, 2))
                    .extracting(CancelInference::requestId)
                    .isEqualTo(idsOf(requests));
            await().until(() -> gateway.openStreams.count() == 0);
        }
    }

    @Test
    void aFailureOfOneEndsTheStreamAndCancelsTheOthers() throws Exception {
        try (var gateway = new TestGateway()) {
            // Given
            var reply = asked(gateway, gateway.streamRequest(",'n':3,'store':true"));
            List<InferenceRequested> requests = published(gateway, 3);
            List<StreamRecords> choices = recordsOf(requests);
            choices.forEach(choice -> gateway.mesh.write(choice.started()));

            // When
            gateway.mesh.write(choices.get(1).failed(1, ErrorCode.ENGINE_FAILED, "down"));
            HttpResponse<String> streamed = reply.get(30, TimeUnit.SECONDS);

            // Then
            assertThat(streamed.body())
                    .contains("id: 3\ndata: {\"error\":{\"message\":\"down\"")
                    .doesNotContain("[DONE]");
            assertThat(polled(gateway.mesh.cancels, 3))
                    .extracting(CancelInference::requestId)
                    .isEqualTo(idsOf(requests));
            StreamEvent late = choices.get(0).text(1, "late");
            gateway.mesh.write(late);
            assertThat(gateway.get("/v1/streams/" + idOf(streamed)).body())
                    .isEqualTo(streamed.body());
        }
    }

    @Test
    void aFailureOfOneIsTheStatusOfAWholeAnswer() throws Exception {
        try (var gateway = new TestGateway()) {
            // Given
            var reply = asked(gateway, whole(gateway, ",'n':2"));
            List<StreamRecords> choices = recordsOf(published(gateway, 2));
            choices.get(0).answer("a").forEach(gateway.mesh::write);

            // When
            gateway.mesh.write(choices.get(1).failed(0, ErrorCode.QUEUE_FULL, "full"));

            // Then
            HttpResponse<String> response = reply.get(30, TimeUnit.SECONDS);
            assertThat(response.statusCode()).isEqualTo(ErrorCode.QUEUE_FULL.httpStatus());
            assertThat(response.body()).contains("\"full\"");
        }
    }

    /// The brokers take two of three: that is no accepted request, and what they took is cancelled.
    @Test
    void allChoicesAreAcceptedOrNone() throws Exception {
        try (var gateway = new TestGateway()) {
            // Given
            gateway.mesh.lose(request -> Choices.numberOf(request.requestId()) == 1);

            // When
            HttpResponse<String> response = gateway.send(whole(gateway, ",'n':3"));

            // Then
            assertThat(response.statusCode()).isEqualTo(503);
            RequestId id = new RequestId(idOf(response));
            assertThat(polled(gateway.mesh.cancels, 3))
                    .extracting(CancelInference::requestId)
                    .isEqualTo(Choices.of(id).ids());
            assertThat(gateway.mesh.notes).noneMatch(RequestAccepted.class::isInstance);
            await().until(() -> gateway.openStreams.count() == 0);
        }
    }

    private static HttpRequest keyed(TestGateway gateway, String more) {
        return gateway.to(TestGateway.CHAT)
                .header("Idempotency-Key", "k-1")
                .POST(HttpRequest.BodyPublishers.ofString(TestGateway.chat(more)))
                .build();
    }

    @Test
    void aRetryGetsTheSameChoicesAndRunsNothing() throws Exception {
        try (var gateway = new TestGateway()) {
            // Given
            var reply = asked(gateway, keyed(gateway, ",'n':2"));
            answer(gateway, published(gateway, 2));
            HttpResponse<String> first = reply.get(30, TimeUnit.SECONDS);

            // When
            HttpResponse<String> second = gateway.send(keyed(gateway, ",'n':2"));

            // Then
            assertThat(second.statusCode()).isEqualTo(200);
            assertThat(second.body()).isEqualTo(first.body());
            assertThat(gateway.mesh.requests).isEmpty();
        }
    }

    /// A gateway claimed the key, had two of three choices written, and died.
    @Test
    void aRetryPublishesTheChoicesThatAreMissing() throws Exception {
        try (var gateway = new TestGateway()) {
            // Given
            RequestId id = RequestId.create(Choices.idPrefix("chatcmpl", 3), Instant.now(), 0, 42);
            var dead =
                    new KeyClaims(
                            gateway.store,
                            gateway.mesh,
                            TestGateway.SECRETS,
                            InstantSource.system());
            dead.claim(
                            TenantId.DEFAULT,
                            "k-1",
                            "POST " + TestGateway.CHAT,
                            TestGateway.chat(",'n':3").getBytes(StandardCharsets.UTF_8),
                            new ObjectId(id.value()))
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            var like = asked(gateway, whole(gateway, ""));
            InferenceRequested other = published(gateway, 1).getFirst();
            answer(gateway, List.of(other));
            assertThat(like.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            List<RequestId> ids = Choices.of(id).ids();
            for (RequestId written : List.of(ids.get(0), ids.get(2))) {
                var _ =
                        gateway.mesh.accept(
                                new InferenceRequested(
                                        written + "/request",
                                        written,
                                        TenantId.DEFAULT,
                                        other.occurredAt(),
                                        other.spec()));
            }
            List<InferenceRequested> before = published(gateway, 2);

            // When
            var reply = asked(gateway, keyed(gateway, ",'n':3"));
            InferenceRequested missing = published(gateway, 1).getFirst();
            answer(gateway, List.of(before.get(0), missing, before.get(1)));
            HttpResponse<String> response = reply.get(30, TimeUnit.SECONDS);

            // Then
            assertThat(missing.requestId()).isEqualTo(ids.get(1));
            assertThat(gateway.mesh.requests).isEmpty();
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(idOf(response)).isEqualTo(id.value());
        }
    }

    private static void limit(
            TestGateway gateway, @Nullable Integer requests, @Nullable Integer running) {
        gateway.define(
                new TenantDefined(
                        "t", OTHER, Instant.EPOCH, 1, requests, null, running, null, null));
    }

    private static HttpRequest ofOther(TestGateway gateway, String more) {
        return gateway.to(TestGateway.CHAT)
                .setHeader("Authorization", "Bearer " + TestGateway.OTHER_TENANTS_KEY)
                .POST(HttpRequest.BodyPublishers.ofString(TestGateway.chat(more)))
                .build();
    }

    @ParameterizedTest
    @CsvSource({"4,", ",4"})
    void eachChoiceCountsAgainstTheLimits(@Nullable Integer requests, @Nullable Integer running)
            throws Exception {
        try (var gateway = new TestGateway()) {
            // Given
            limit(gateway, requests, running);
            var first = asked(gateway, ofOther(gateway, ",'n':2"));
            List<InferenceRequested> two = published(gateway, 2);

            // When
            HttpResponse<String> tooMany = gateway.send(ofOther(gateway, ",'n':3"));
            var fitting = asked(gateway, ofOther(gateway, ",'n':2"));
            List<InferenceRequested> fitted = published(gateway, 2);

            // Then
            assertThat(tooMany.statusCode()).isEqualTo(429);
            answer(gateway, two);
            answer(gateway, fitted);
            assertThat(first.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            assertThat(fitting.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whatIsNotPublishedIsGivenBackForAllChoices() throws Exception {
        try (var gateway = new TestGateway()) {
            // Given
            limit(gateway, null, 2);
            gateway.mesh.lose(_ -> true);
            assertThat(gateway.send(ofOther(gateway, ",'n':2")).statusCode()).isEqualTo(503);
            gateway.mesh.lose(_ -> false);

            // When
            var reply = asked(gateway, ofOther(gateway, ",'n':2"));
            answer(gateway, published(gateway, 2));

            // Then
            assertThat(reply.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "9", "-1", "1.5", "'2'", "true", "[2]"})
    void otherCountsAreRefusedByName(String count) {
        try (var gateway = new TestGateway()) {
            // When
            HttpResponse<String> response =
                    gateway.post(TestGateway.CHAT, TestGateway.chat(",'n':" + count));

            // Then
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).contains("\"param\":\"n\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "null", "1.0"})
    void oneAnswerHasTheUsualId(String count) throws Exception {
        try (var gateway = new TestGateway()) {
            // When
            var reply = asked(gateway, whole(gateway, ",'n':" + count));
            List<InferenceRequested> requests = published(gateway, 1);
            answer(gateway, requests);

            // Then
            assertThat(idOf(reply.get(30, TimeUnit.SECONDS)))
                    .matches("chatcmpl-[0-9a-z]{26}")
                    .isEqualTo(requests.getFirst().requestId().value());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void choicesAreTogetherAsLargeAsOneRequestMayBe(int count) throws Exception {
        try (var gateway = new TestGateway()) {
            // Given
            String more = ",'n':%d,'user':'u'".formatted(count);
            String body = TestGateway.chat(more);
            String padded = body + " ".repeat(TestGateway.BODY_BYTES_MAX / 2 - body.length());
            HttpRequest request =
                    gateway.to(TestGateway.CHAT)
                            .POST(HttpRequest.BodyPublishers.ofString(padded))
                            .build();

            // When
            var reply = asked(gateway, request);
            if (count == 2) {
                answer(gateway, published(gateway, count));
            }
            HttpResponse<String> response = reply.get(30, TimeUnit.SECONDS);

            // Then
            assertThat(response.statusCode()).isEqualTo(count == 2 ? 200 : 413);
            await().untilAsserted(() -> assertThat(gateway.openStreams.count()).isZero());
        }
    }
}
