package dev.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.ControlEvent.CancelInference;
import dev.sluice.contracts.event.MeshEvent;
import dev.sluice.contracts.event.MeshEvent.RequestAccepted;
import dev.sluice.contracts.event.MeshEvent.RequestRefused;
import dev.sluice.contracts.event.ObjectEvent;
import dev.sluice.contracts.event.ObjectEvent.KeyClaimed;
import dev.sluice.contracts.event.Priority;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.contracts.event.TenantEvent.TenantDefined;
import dev.sluice.gateway.admission.MeshLog;
import dev.sluice.gateway.intake.IntakeDesk;
import dev.sluice.gateway.intake.IntakeDesk.Delivery;
import dev.sluice.gateway.intake.IntakeLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Lines of an intake over a mesh in memory.
final class IntakeTest {
    private static final TenantId OTHER = new TenantId("other");
    private static final Duration PATIENCE = Duration.ofHours(24);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestGateway gateway = new TestGateway();
    private final IntakeDesk desk = gateway.newIntake(gateway.mesh, PATIENCE);
    private final Outbox outbox = new Outbox();
    private final List<Thread> threads = new ArrayList<>();

    /// What was delivered, in that order.
    private static final class Outbox implements Delivery {
        private final List<String> answers = new CopyOnWriteArrayList<>();
        private final List<String> aside = new CopyOnWriteArrayList<>();
        private final AtomicInteger outagesLeft = new AtomicInteger();

        @Override
        public CompletionStage<Void> answer(String customId, String answer) {
            if (outagesLeft.getAndDecrement() > 0) {
                return CompletableFuture.failedStage(
                        new SluiceException(ErrorCode.MESH_UNAVAILABLE, "no brokers"));
            }
            answers.add(answer);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Void> putAside(String reason) {
            aside.add(reason);
            return CompletableFuture.completedStage(null);
        }
    }

    @BeforeEach
    void start() {
        gateway.mesh.answer("Hello", ", world");
    }

    @AfterEach
    void stop() {
        threads.forEach(Thread::interrupt);
        gateway.close();
    }

    private static String chat(String customId, String content) {
        return line(
                customId,
                "/v1/chat/completions",
                "{'model':'smollm2','messages':[{'role':'user','content':'" + content + "'}]}");
    }

    private static String line(String customId, String url, String body) {
        return TestGateway.json(
                "{'custom_id':'%s','method':'POST','url':'%s','body':%s}"
                        .formatted(customId, url, body));
    }

    private Thread begin(String text) {
        return begin(desk, TenantId.DEFAULT, text);
    }

    private Thread begin(IntakeDesk by, TenantId tenant, String text) {
        var line = new IntakeLine(tenant, Instant.now(), text.getBytes(StandardCharsets.UTF_8));
        Thread thread = by.thread(line, outbox, () -> {});
        threads.add(thread);
        thread.start();
        return thread;
    }

    private void stepUntil(BooleanSupplier isDone) {
        stepUntil(desk, isDone);
    }

    private static void stepUntil(IntakeDesk by, BooleanSupplier isDone) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    by.step();
                    return isDone.getAsBoolean();
                });
    }

    private JsonNode answered(int count) {
        stepUntil(() -> outbox.answers.size() >= count);
        return json(outbox.answers.get(count - 1));
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/chat/completions|{'model':'smollm2','messages':[{'role':'user','content':'a'}]}"
                    + "|/choices/0/message/content",
                "/v1/completions|{'model':'smollm2','prompt':'a'}|/choices/0/text",
                "/v1/responses|{'model':'smollm2','input':'a'}|/output/0/content/0/text"
            },
            quoteCharacter = '"')
    void aLineIsAnsweredAsItsRouteWouldHave(String url, String body, String place)
            throws Exception {
        // When
        begin(line("c-1", url, body));
        JsonNode answer = answered(1);

        // Then
        InferenceRequested request = gateway.mesh.requests.remove();
        String id = request.requestId().value();
        assertThat(answer.at("/id").asText()).isEqualTo(id);
        assertThat(answer.at("/custom_id").asText()).isEqualTo("c-1");
        assertThat(answer.at("/error").isNull()).isTrue();
        assertThat(answer.at("/response/status_code").asInt()).isEqualTo(200);
        assertThat(answer.at("/response/body" + place).asText()).isEqualTo("Hello, world");
        assertThat(request.tenantId()).isEqualTo(TenantId.DEFAULT);
        assertThat(request.spec().priority()).isEqualTo(Priority.BATCH);
        var note = (RequestAccepted) gateway.mesh.notes.poll(30, TimeUnit.SECONDS);
        assertThat(Objects.requireNonNull(note).route()).isEqualTo("POST " + url);
        assertThat(note.requestId().value()).isEqualTo(id);
        assertThat(note.keyId()).isEqualTo("intake");
    }

    @Test
    void aLineThatStandsThereTwiceRunsOnceAndIsAnsweredAlike() {
        // Given
        begin(chat("c-1", "a"));
        answered(1);

        // When
        begin(chat("c-1", "a"));
        answered(2);

        // Then
        assertThat(outbox.answers.get(1)).isEqualTo(outbox.answers.get(0));
        assertThat(gateway.mesh.requests).hasSize(1);
    }

    @Test
    void twoCopiesOfALineThatAreReadTogetherMakeOneRequest() {
        // When
        for (int i = 0; i < 20; i++) {
            begin(chat("c-" + i % 2, "a"));
        }
        answered(20);

        // Then
        assertThat(outbox.answers.stream().distinct()).hasSize(2);
        assertThat(gateway.mesh.requests).hasSize(2);
    }

    @Test
    void twoGatewaysThatReadOneLineAtOnceRunItOnce() {
        // Given
        IntakeDesk second = gateway.newIntake(gateway.mesh, PATIENCE);

        // When
        for (int i = 0; i < 20; i++) {
            begin(desk, TenantId.DEFAULT, chat("c-" + i, "a"));
            begin(second, TenantId.DEFAULT, chat("c-" + i, "a"));
        }
        stepUntil(() -> {
            stepUntil(second, () -> true);
            return outbox.answers.size() == 40;
        });

        // Then
        assertThat(outbox.answers.stream().distinct()).hasSize(20);
        assertThat(gateway.mesh.requests.stream().distinct()).hasSize(20);
    }

    /// A log that one gateway does not live to write requests to.
    private record Dying(MeshLog log, CompletableFuture<InferenceRequested> reached)
            implements MeshLog {
        @Override
        public CompletionStage<Void> accept(InferenceRequested request) {
            reached.complete(request);
            return new CompletableFuture<>();
        }

        @Override
        public CompletionStage<Void> cancel(CancelInference command) {
            return log.cancel(command);
        }

        @Override
        public CompletionStage<Void> keep(ObjectEvent event) {
            return log.keep(event);
        }

        @Override
        public void note(MeshEvent event) {
            log.note(event);
        }
    }

    @Test
    void aGatewayThatDiesBeforeItPublishesLeavesTheIdToItsSuccessor() throws Exception {
        // Given
        CompletableFuture<InferenceRequested> reached = new CompletableFuture<>();
        IntakeDesk dying = gateway.newIntake(new Dying(gateway.mesh, reached), PATIENCE);
        Thread first = begin(dying, TenantId.DEFAULT, chat("c-1", "a"));
        var unpublished = reached.get(30, TimeUnit.SECONDS);
        first.interrupt();
        first.join();
        assertThat(gateway.mesh.requests).isEmpty();

        // When
        begin(chat("c-1", "a"));
        answered(1);

        // Then
        assertThat(gateway.mesh.requests)
                .extracting(InferenceRequested::requestId)
                .containsExactly(unpublished.requestId());
    }

    @Test
    void aGatewayThatDiesAfterItPublishedLeavesTheAnswerToItsSuccessor() throws Exception {
        // Given
        gateway.mesh.script((_, _) -> {});
        Thread first = begin(chat("c-1", "a"));
        InferenceRequested request =
                Objects.requireNonNull(gateway.mesh.requests.poll(30, TimeUnit.SECONDS));
        first.interrupt();
        first.join();
        IntakeDesk successor = gateway.newIntake(gateway.mesh, PATIENCE);

        // When
        begin(successor, TenantId.DEFAULT, chat("c-1", "a"));
        SimMesh.recordsOf(request, false).answer("late").forEach(gateway.mesh::write);
        stepUntil(successor, () -> outbox.answers.size() == 1);

        // Then
        assertThat(json(outbox.answers.getFirst()).at("/id").asText())
                .isEqualTo(request.requestId().value());
        assertThat(gateway.mesh.requests).isEmpty();
    }

    @Test
    void anAnswerThatTheBrokersDoNotTakeIsWrittenAgain() {
        // Given
        outbox.outagesLeft.set(1);

        // When
        begin(chat("c-1", "a"));

        // Then
        assertThat(answered(1).at("/custom_id").asText()).isEqualTo("c-1");
        assertThat(gateway.mesh.requests).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no json",
                "[]",
                "{'method':'POST','url':'/v1/completions','body':{}}",
                "{'custom_id':'','method':'POST','url':'/v1/completions','body':{}}",
                "{'custom_id':7,'method':'POST','url':'/v1/completions','body':{}}"
            })
    void aLineWithoutANameIsPutAside(String text) {
        // When
        begin(TestGateway.json(text));
        begin(chat("c-1", "a"));

        // Then
        assertThat(answered(1).at("/custom_id").asText()).isEqualTo("c-1");
        stepUntil(() -> outbox.aside.size() == 1);
        assertThat(outbox.answers).hasSize(1);
        assertThat(gateway.mesh.notes)
                .anySatisfy(note -> {
                    assertThat(note).isInstanceOf(RequestRefused.class);
                    assertThat(((RequestRefused) note).code())
                            .isEqualTo(ErrorCode.MALFORMED_RECORD);
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST|/v1/embeddings|{}|400|invalid_parameter|url",
                "GET|/v1/completions|{}|400|invalid_parameter|method",
                "POST|/v1/completions|7|400|invalid_parameter|body",
                "POST|/v1/completions|{'model':'smollm2'}|400|invalid_parameter|prompt",
                "POST|/v1/completions|{'model':'smollm2','prompt':'a','stream':true}|400"
                        + "|unsupported_parameter|stream",
                "POST|/v1/completions|{'model':'nobody','prompt':'a'}|404|model_not_found|model"
            },
            quoteCharacter = '"')
    void whatIsWrongWithALineIsItsAnswer(
            String method, String url, String body, int status, String code, String param) {
        // Given
        String line = line("c-1", url, body).replace("POST", method);

        // When
        begin(line);
        JsonNode answer = answered(1);
        begin(line);
        answered(2);

        // Then
        assertThat(answer.at("/custom_id").asText()).isEqualTo("c-1");
        assertThat(answer.at("/response/status_code").asInt()).isEqualTo(status);
        assertThat(answer.at("/response/body/error/code").asText()).isEqualTo(code);
        assertThat(answer.at("/response/body/error/param").asText()).isEqualTo(param);
        assertThat(answer.at("/id").asText()).startsWith("batch_req_");
        assertThat(outbox.answers.get(1)).isEqualTo(outbox.answers.get(0));
        assertThat(gateway.mesh.requests).isEmpty();
        assertThat(outbox.aside).isEmpty();
    }

    @Test
    void aLineThatIsTooLongIsAnsweredSo() {
        // When
        begin(chat("c-1", "x".repeat(TestGateway.BODY_BYTES_MAX + 5000)));

        // Then
        JsonNode answer = answered(1);
        assertThat(answer.at("/response/status_code").asInt()).isEqualTo(413);
        assertThat(answer.at("/response/body/error/code").asText()).isEqualTo("body_too_large");
    }

    @Test
    void aLineWaitsForAModelThatComesAMomentLater() {
        // Given
        begin(line("c-1", "/v1/completions", "{'model':'later','prompt':'a'}"));

        // When
        gateway.serveModel("later");

        // Then
        assertThat(answered(1).at("/response/status_code").asInt()).isEqualTo(200);
    }

    @Test
    void aRefusalStandsAlthoughTheModelComesLater() {
        // Given
        String line = line("c-1", "/v1/completions", "{'model':'later','prompt':'a'}");
        begin(line);
        answered(1);

        // When
        gateway.serveModel("later");
        begin(line);
        answered(2);

        // Then
        assertThat(outbox.answers.get(1)).isEqualTo(outbox.answers.get(0));
        assertThat(gateway.mesh.requests).isEmpty();
    }

    @Test
    void anotherLineUnderAUsedNameIsRefused() {
        // Given
        begin(chat("c-1", "a"));
        answered(1);

        // When
        begin(chat("c-1", "b"));

        // Then
        JsonNode answer = answered(2);
        assertThat(answer.at("/response/status_code").asInt()).isEqualTo(409);
        assertThat(answer.at("/response/body/error/param").asText()).isEqualTo("custom_id");
        assertThat(gateway.mesh.requests).hasSize(1);
    }

    @Test
    void aNameIsATenantsOwnAndNoKeyOfHttp() {
        // Given
        begin(chat("c-1", "a"));
        answered(1);

        // When
        begin(desk, OTHER, chat("c-1", "b"));

        // Then
        assertThat(answered(2).at("/response/status_code").asInt()).isEqualTo(200);
        assertThat(gateway.mesh.kept)
                .filteredOn(KeyClaimed.class::isInstance)
                .extracting(ObjectEvent::recordKey)
                .doesNotHaveDuplicates();
    }

    @Test
    void aFailureOfTheMeshIsTheAnswer() {
        // Given
        gateway.mesh.script((mesh, request) ->
                mesh.write(
                        SimMesh.recordsOf(request, false)
                                .failed(0, ErrorCode.CONTEXT_LENGTH_EXCEEDED, "too long")));

        // When
        begin(chat("c-1", "a"));

        // Then
        JsonNode answer = answered(1);
        assertThat(answer.at("/response/status_code").asInt()).isEqualTo(400);
        assertThat(answer.at("/response/body/error/code").asText())
                .isEqualTo("context_length_exceeded");
    }

    private void limit(@Nullable Integer requestsPerMinute) {
        gateway.define(
                new TenantDefined(
                        "t", OTHER, Instant.EPOCH, 1, requestsPerMinute, null, null, null, null));
    }

    @Test
    void linesOverTheLimitWaitAndAreNotLost() {
        // Given
        limit(2);

        // When
        for (int i = 0; i < 5; i++) {
            begin(desk, OTHER, chat("c-" + i, "a"));
        }
        answered(2);
        begin(chat("mine", "a"));
        answered(3);

        // Then
        assertThat(gateway.mesh.requests).hasSize(3);
        limit(null);
        answered(6);
        assertThat(outbox.answers)
                .extracting(answer -> json(answer).at("/custom_id").asText())
                .containsExactlyInAnyOrder("c-0", "c-1", "c-2", "c-3", "c-4", "mine");
        assertThat(outbox.answers)
                .allSatisfy(answer ->
                        assertThat(json(answer).at("/response/status_code").asInt())
                                .isEqualTo(200));
    }

    @Test
    void aLineWaitsNoLongerThanItMay() {
        // Given
        limit(0);
        IntakeDesk hasty = gateway.newIntake(gateway.mesh, Duration.ofMillis(50));

        // When
        begin(hasty, OTHER, chat("c-1", "a"));
        stepUntil(hasty, () -> outbox.answers.size() == 1);
        limit(null);
        begin(desk, OTHER, chat("c-1", "a"));
        answered(2);

        // Then
        JsonNode answer = json(outbox.answers.getFirst());
        assertThat(answer.at("/response/status_code").asInt()).isEqualTo(429);
        assertThat(answer.at("/response/body/error/code").asText())
                .isEqualTo("rate_limit_exceeded");
        assertThat(outbox.answers.get(1)).isEqualTo(outbox.answers.get(0));
        assertThat(gateway.mesh.requests).isEmpty();
    }

    @Test
    void aLineOfAnEndedRequestAsksForNoAllowance() {
        // Given
        limit(1);
        begin(desk, OTHER, chat("c-1", "a"));
        answered(1);

        // When
        begin(desk, OTHER, chat("c-1", "a"));

        // Then
        answered(2);
        assertThat(outbox.answers.get(1)).isEqualTo(outbox.answers.get(0));
    }
}
