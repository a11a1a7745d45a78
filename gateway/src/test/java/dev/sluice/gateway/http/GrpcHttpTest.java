package dev.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.MeshEvent.RequestAccepted;
import dev.sluice.contracts.event.MeshEvent.RequestRefused;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.contracts.event.TenantEvent.TenantDefined;
import dev.sluice.gateway.http.TestGateway.Settings;
import dev.sluice.gateway.streaming.Cut;
import dev.sluice.gateway.streaming.StreamRecords;
import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The gRPC methods as an unmodified client sees them.
final class GrpcHttpTest {
    private static final String GENERATE = "DeepSeekService/Generate";
    private static final String GENERATE_STREAM = "DeepSeekService/GenerateStream";
    private static final String CHECK = "grpc.health.v1.Health/Check";
    private static final Settings SHORT_GRACE =
            Settings.PATIENT.withResumeGrace(Duration.ofMillis(50));

    private final TestGateway gateway = new TestGateway(SHORT_GRACE);
    private final GrpcClient client = new GrpcClient(gateway.port(), TestGateway.KEY);
    private final List<GrpcClient> others = new ArrayList<>();
    private final FileDescriptor schema = client.schemaOf("DeepSeekService");

    @BeforeEach
    void start() {
        gateway.mesh.answer("Hello", ", 世界");
    }

    @AfterEach
    void stop() {
        client.close();
        others.forEach(GrpcClient::close);
        gateway.close();
    }

    private GrpcClient with(@Nullable String key) {
        GrpcClient other = new GrpcClient(gateway.port(), key);
        others.add(other);
        return other;
    }

    private byte[] question(Object... more) {
        var request = GrpcClient.message(schema, "GenerateRequest", more).toBuilder();
        var prompt = request.getDescriptorForType().findFieldByName("prompt");
        return request.setField(Objects.requireNonNull(prompt), "hi").build().toByteArray();
    }

    private DynamicMessage answer(byte[] bytes) {
        return GrpcClient.read(schema, "GenerateResponse", bytes);
    }

    private InferenceRequested requestOf() throws Exception {
        return Objects.requireNonNull(gateway.mesh.requests.poll(30, TimeUnit.SECONDS));
    }

    private static StatusRuntimeException failureOf(Runnable call) {
        return Objects.requireNonNull(
                catchThrowableOfType(StatusRuntimeException.class, call::run));
    }

    private static Status.Code codeOf(Runnable call) {
        return failureOf(call).getStatus().getCode();
    }

    @Test
    void aWholeAnswer() throws Exception {
        // When
        DynamicMessage answer =
                answer(
                        client.call(
                                GENERATE,
                                question("max_tokens", 9, "temperature", 0.5, "seed", 7L)));

        // Then
        assertThat(GrpcClient.value(answer, "text")).isEqualTo("Hello, 世界");
        assertThat(GrpcClient.value(answer, "model")).isEqualTo("smollm2");
        assertThat(GrpcClient.value(answer, "finish_reason")).isEqualTo("stop");
        assertThat(GrpcClient.value(answer, "prompt_tokens")).isEqualTo(5);
        assertThat(GrpcClient.value(answer, "completion_tokens")).isEqualTo(2);
        InferenceRequested request = requestOf();
        assertThat(GrpcClient.value(answer, "id")).isEqualTo(request.requestId().value());
        assertThat(client.headers.get().get(GrpcClient.ascii("x-request-id")))
                .isEqualTo(request.requestId().value());
        assertThat(request.spec().settings().maxTokens()).isEqualTo(9);
        assertThat(request.spec().settings().temperature()).isEqualTo(0.5);
        assertThat(request.spec().settings().seed()).isEqualTo(7);
        assertThat(((Prompt.Chat) request.spec().prompt()).messages().getFirst().content().value())
                .isEqualTo("hi");
        var note = (RequestAccepted) gateway.mesh.notes.poll(30, TimeUnit.SECONDS);
        assertThat(Objects.requireNonNull(note).requestId()).isEqualTo(request.requestId());
    }

    @Test
    void aStreamedAnswer() throws Exception {
        // When
        List<DynamicMessage> pieces = new ArrayList<>();
        client.stream(GENERATE_STREAM, question())
                .forEachRemaining(each -> pieces.add(answer(each)));

        // Then
        assertThat(pieces)
                .extracting(piece -> GrpcClient.value(piece, "text"))
                .containsExactly("Hello", ", 世界", "");
        assertThat(pieces)
                .extracting(piece -> GrpcClient.value(piece, "finish_reason"))
                .containsExactly("", "", "stop");
        assertThat(GrpcClient.value(pieces.getLast(), "completion_tokens")).isEqualTo(2);
        String id = requestOf().requestId().value();
        assertThat(pieces).extracting(piece -> GrpcClient.value(piece, "id")).containsOnly(id);
        // The same stream by its id, over HTTP.
        assertThat(gateway.get("/v1/streams/" + id).body()).contains("Hello", "[DONE]");
    }

    @Test
    void aPieceIsThereBeforeTheNextIsGenerated() throws Exception {
        // Given
        gateway.mesh.script((_, _) -> {});
        Iterator<byte[]> pieces = client.stream(GENERATE_STREAM, question());
        StreamRecords records = SimMesh.recordsOf(requestOf(), false);

        // When
        gateway.mesh.write(records.started());
        gateway.mesh.write(records.text(1, "first"));

        // Then
        assertThat(GrpcClient.value(answer(pieces.next()), "text")).isEqualTo("first");
        gateway.mesh.write(records.finished(2));
        assertThat(GrpcClient.value(answer(pieces.next()), "finish_reason")).isEqualTo("stop");
        assertThat(pieces.hasNext()).isFalse();
    }

    @Test
    void reflectionTellsWithoutAKeyWhatThereIs() throws Exception {
        // Given
        GrpcClient stranger = with(null);

        for (String version : List.of("v1", "v1alpha")) {
            // When
            byte[] answer =
                    stranger.stream(
                                    GrpcClient.REFLECTION.replace("v1", version),
                                    GrpcClient.reflectionRequest(7, ""))
                            .next();

            // Then
            List<String> names = new ArrayList<>();
            for (ByteString service : GrpcClient.at(answer, 6, 1)) {
                names.add(GrpcClient.at(service.toByteArray(), 1).getFirst().toStringUtf8());
            }
            assertThat(names).containsExactly("DeepSeekService", "grpc.health.v1.Health");
        }
        assertThat(stranger.schemaOf("grpc.health.v1.HealthCheckResponse").getFullName())
                .isEqualTo("grpc/health/v1/health.proto");
        assertThat(stranger.schemaOf("DeepSeekService.Generate").toProto())
                .isEqualTo(schema.toProto());
        byte[] unknown =
                stranger.stream(GrpcClient.REFLECTION, GrpcClient.reflectionRequest(4, "Nobody"))
                        .next();
        assertThat(GrpcClient.at(unknown, 7, 2).getFirst().toStringUtf8())
                .isEqualTo("there is no Nobody");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "DeepSeekService", "grpc.health.v1.Health"})
    void healthIsToldWithoutAKey(String service) {
        // Given
        GrpcClient stranger = with(null);
        FileDescriptor health = client.schemaOf("grpc.health.v1.Health");
        byte[] request =
                GrpcClient.message(health, "HealthCheckRequest", "service", service).toByteArray();

        // When
        String now = statusOf(health, stranger.call(CHECK, request));
        gateway.openStreams.refuseNew();
        String later = statusOf(health, stranger.call(CHECK, request));

        // Then
        assertThat(now).isEqualTo("SERVING");
        assertThat(later).isEqualTo("NOT_SERVING");
    }

    private static String statusOf(FileDescriptor health, byte[] answer) {
        return GrpcClient.value(GrpcClient.read(health, "HealthCheckResponse", answer), "status")
                .toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {CHECK, GrpcClient.REFLECTION})
    void aCallThatIsCancelledLeavesItsConnectionToTheOthers(String method) throws Exception {
        try (var connection = new RawHttp2(gateway.port())) {
            // When
            connection.call(1, method).cancel(1).call(3, CHECK).send();

            // Then
            assertThat(connection.isAnswered(3)).isTrue();
        }
    }

    @Test
    void healthOfAnUnknownServiceIsNotFound() {
        // Given
        FileDescriptor health = client.schemaOf("grpc.health.v1.Health");
        byte[] request =
                GrpcClient.message(health, "HealthCheckRequest", "service", "x").toByteArray();

        // Then
        assertThat(codeOf(() -> client.call(CHECK, request))).isEqualTo(Status.Code.NOT_FOUND);
    }

    @ParameterizedTest
    @ValueSource(strings = {GENERATE, GENERATE_STREAM, "DeepSeekService/Nothing", "a.B/C"})
    void aStrangerLearnsNothing(String method) {
        for (String key : new String[] {null, "sk-wrong"}) {
            // When
            gateway.mesh.notes.clear();
            StatusRuntimeException failure = failureOf(() -> with(key).call(method, question()));

            // Then
            assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
            var note = (RequestRefused) Objects.requireNonNull(gateway.mesh.notes.poll());
            assertThat(note.code()).isEqualTo(ErrorCode.INVALID_API_KEY);
            assertThat(gateway.mesh.requests).isEmpty();
        }
    }

    @Test
    void aKeyWithoutTheScopeHasNoPermission() {
        GrpcClient auditor = with(TestGateway.AUDITORS_KEY);

        assertThat(codeOf(() -> auditor.call(GENERATE, question())))
                .isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(codeOf(() -> auditor.stream(GENERATE_STREAM, question()).next()))
                .isEqualTo(Status.Code.PERMISSION_DENIED);
    }

    @Test
    void whatIsWrongWithACallIsSaid() {
        // Given
        byte[] noPrompt = GrpcClient.message(schema, "GenerateRequest").toByteArray();
        byte[] unknownField = GrpcClient.reflectionRequest(99, "x");
        byte[] noMessage = {1, 2, 3};

        // When
        StatusRuntimeException zero =
                failureOf(() -> client.call(GENERATE, question("max_tokens", 0)));

        // Then
        assertThat(zero.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(zero.getStatus().getDescription())
                .isEqualTo("max_tokens: is 0, must be between 1 and 2147483647");
        assertThat(
                        Objects.requireNonNull(zero.getTrailers())
                                .get(GrpcClient.ascii("sluice-error-code")))
                .isEqualTo("invalid_parameter");
        for (byte[] bad : List.of(noPrompt, unknownField, noMessage)) {
            assertThat(codeOf(() -> client.call(GENERATE, bad)))
                    .isEqualTo(Status.Code.INVALID_ARGUMENT);
        }
        assertThat(codeOf(() -> client.call(GENERATE, question("model", "nobody"))))
                .isEqualTo(Status.Code.NOT_FOUND);
        assertThat(codeOf(() -> client.call("DeepSeekService/Nothing", question())))
                .isEqualTo(Status.Code.UNIMPLEMENTED);
        assertThat(gateway.mesh.requests).isEmpty();
    }

    @Test
    void aMessageThatIsTooLongIsRefused() {
        byte[] tooLong =
                GrpcClient.message(
                                schema,
                                "GenerateRequest",
                                "prompt",
                                "x".repeat(TestGateway.BODY_BYTES_MAX))
                        .toByteArray();

        assertThat(codeOf(() -> client.call(GENERATE, tooLong)))
                .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void limitsOfTheTenantHold() {
        // Given
        GrpcClient limited = with(TestGateway.OTHER_TENANTS_KEY);
        gateway.define(
                new TenantDefined(
                        "t", new TenantId("other"), Instant.EPOCH, 1, 1, null, null, null, null));

        // When
        byte[] first = limited.call(GENERATE, question());
        StatusRuntimeException second = failureOf(() -> limited.call(GENERATE, question()));

        // Then
        assertThat(GrpcClient.value(answer(first), "text")).isEqualTo("Hello, 世界");
        assertThat(second.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(
                        Objects.requireNonNull(second.getTrailers())
                                .get(GrpcClient.ascii("retry-after")))
                .isNotNull();
    }

    @Test
    void withoutBrokersItIsUnavailable() {
        // Given
        gateway.mesh.goDown();

        // Then
        assertThat(codeOf(() -> client.call(GENERATE, question())))
                .isEqualTo(Status.Code.UNAVAILABLE);
    }

    @ParameterizedTest
    @CsvSource({
        "CONTEXT_LENGTH_EXCEEDED, INVALID_ARGUMENT",
        "QUEUE_FULL, RESOURCE_EXHAUSTED",
        "ENGINE_FAILED, INTERNAL",
        "DEADLINE_EXCEEDED, DEADLINE_EXCEEDED",
        "CANCELLED, CANCELLED"
    })
    void aFailureOfTheMeshIsTheStatus(ErrorCode code, Status.Code expected) {
        // Given
        gateway.mesh.script((mesh, request) -> {
            StreamRecords records = SimMesh.recordsOf(request, false);
            mesh.write(records.started());
            mesh.write(records.text(1, "first"));
            mesh.write(records.failed(2, code, "100 % gone, 没有"));
        });

        // When
        StatusRuntimeException whole = failureOf(() -> client.call(GENERATE, question()));
        Iterator<byte[]> pieces = client.stream(GENERATE_STREAM, question());
        byte[] first = pieces.next();
        StatusRuntimeException streamed = failureOf(pieces::next);

        // Then
        assertThat(whole.getStatus().getCode()).isEqualTo(expected);
        assertThat(whole.getStatus().getDescription()).isEqualTo("100 % gone, 没有");
        assertThat(GrpcClient.value(answer(first), "text")).isEqualTo("first");
        assertThat(streamed.getStatus().getCode()).isEqualTo(expected);
        assertThat(streamed.getStatus().getDescription()).isEqualTo("100 % gone, 没有");
    }

    @Test
    void aReaderThatIsCutOffHearsHowToGoOn() throws Exception {
        // Given
        gateway.mesh.script((_, _) -> {});
        Iterator<byte[]> pieces = client.stream(GENERATE_STREAM, question());
        InferenceRequested request = requestOf();
        StreamRecords records = SimMesh.recordsOf(request, false);
        gateway.mesh.write(records.started());
        gateway.mesh.write(records.text(1, "first"));
        pieces.next();

        // When
        gateway.openStreams.cutAll(Cut.GATEWAY_STOPS);
        StatusRuntimeException cut = failureOf(pieces::next);

        // Then
        assertThat(cut.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(cut.getStatus().getDescription())
                .contains("GET /v1/streams/" + request.requestId());
    }

    @ParameterizedTest
    @ValueSource(strings = {GENERATE, GENERATE_STREAM})
    void aClientThatLeavesCancels(String method) throws Exception {
        // Given
        gateway.mesh.script(
                (mesh, request) -> mesh.write(SimMesh.recordsOf(request, false).started()));
        Context.CancellableContext context = Context.current().withCancellation();
        Thread caller =
                Thread.ofVirtual()
                        .start(
                                context.wrap(() -> {
                                    var _ =
                                            failureOf(
                                                    () -> client.stream(method, question()).next());
                                }));
        InferenceRequested request = requestOf();

        // When
        context.cancel(null);

        // Then
        var command = gateway.mesh.cancels.poll(30, TimeUnit.SECONDS);
        assertThat(Objects.requireNonNull(command).requestId()).isEqualTo(request.requestId());
        caller.join();
    }

    @Test
    void theClientsPatienceIsTheDeadline() throws Exception {
        // When
        client.call(
                GENERATE, question(), CallOptions.DEFAULT.withDeadlineAfter(90, TimeUnit.SECONDS));

        // Then
        InferenceRequested request = requestOf();
        assertThat(Duration.between(request.occurredAt(), request.spec().deadline()))
                .isBetween(Duration.ofSeconds(60), Duration.ofSeconds(90));
    }

    @Test
    void jsonIsNoCall() {
        // When
        HttpResponse<String> response =
                gateway.send(
                        gateway.to("/" + GENERATE)
                                .POST(HttpRequest.BodyPublishers.ofString("{\"prompt\":\"hi\"}"))
                                .build());

        // Then
        assertThat(response.statusCode()).isEqualTo(415);
        assertThat(response.body()).contains("application/grpc over HTTP/2");
    }
}
