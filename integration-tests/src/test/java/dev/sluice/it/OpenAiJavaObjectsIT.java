package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.MultipartField;
import com.openai.core.http.HttpResponse;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FilePurpose;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseRetrieveParams;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import dev.sluice.it.mesh.OnTwoGateways;
import dev.sluice.it.mesh.TwoGateways;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The unmodified `openai-java` client finds here what it keeps: responses, files and batches.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@OnTwoGateways
class OpenAiJavaObjectsIT {
    private static final String MODEL = TwoGateways.STABLE;
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int TOKENS = 12;

    private final OpenAIClient client;

    OpenAiJavaObjectsIT(TwoGateways mesh) {
        client =
                OpenAIOkHttpClient.builder()
                        .baseUrl(mesh.one().address() + "/v1")
                        .apiKey(mesh.one().key())
                        .maxRetries(0)
                        .build();
    }

    @AfterEach
    void end() {
        client.close();
    }

    @Test
    void goesOnWithAResponseBehindEveryEvent() {
        // Given
        List<ResponseStreamEvent> all;
        try (var stream =
                client.responses().createStreaming(asked(TOKENS).background(true).build())) {
            all = events(stream);
        }
        String id = all.getFirst().asCreated().response().id();

        for (int index = 0; index < all.size(); index++) {
            var behind = ResponseRetrieveParams.builder().startingAfter(index).build();

            // When
            try (var stream = client.responses().retrieveStreaming(id, behind)) {
                // Then
                assertThat(events(stream))
                        .as("behind %d", index)
                        .isEqualTo(all.subList(index + 1, all.size()));
            }
        }
        assertThat(all.stream().filter(ResponseStreamEvent::isOutputTextDelta)).hasSize(TOKENS);
    }

    @Test
    void cancelsAndDeletesResponses() {
        // Given
        Response running = client.responses().create(asked(2_000).background(true).build());

        // When
        Response cancelled = client.responses().cancel(running.id());
        client.responses().delete(running.id());

        // Then
        assertThat(cancelled.status()).contains(ResponseStatus.CANCELLED);
        assertThatThrownBy(() -> client.responses().retrieve(running.id()))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void runsABatch() throws IOException {
        // Given
        String lines = line("a") + line("b");
        String file =
                client.files()
                        .create(
                                FileCreateParams.builder()
                                        .purpose(FilePurpose.BATCH)
                                        .file(
                                                MultipartField.<InputStream>builder()
                                                        .value(stream(lines))
                                                        .filename("lines.jsonl")
                                                        .build())
                                        .build())
                        .id();

        // When
        String id =
                client.batches()
                        .create(
                                BatchCreateParams.builder()
                                        .inputFileId(file)
                                        .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                                        .completionWindow(BatchCreateParams.CompletionWindow._24H)
                                        .build())
                        .id();

        // Then
        await().atMost(PATIENCE).until(() -> status(id).equals(Batch.Status.COMPLETED));
        String output = client.batches().retrieve(id).outputFileId().orElseThrow();
        assertThat(content(output)).contains("\"custom_id\":\"a\"", "\"custom_id\":\"b\"");
        assertThat(client.batches().list().data()).extracting(Batch::id).contains(id);
        assertThat(client.files().delete(file).deleted()).isTrue();
        assertThatThrownBy(() -> content(file)).isInstanceOf(NotFoundException.class);
    }

    private Batch.Status status(String id) {
        return client.batches().retrieve(id).status();
    }

    private String content(String file) throws IOException {
        try (HttpResponse response = client.files().content(file);
                InputStream body = response.body()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<ResponseStreamEvent> events(StreamResponse<ResponseStreamEvent> stream) {
        return stream.stream().toList();
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ResponseCreateParams.Builder asked(long tokens) {
        return ResponseCreateParams.builder()
                .model(MODEL)
                .input("Count to ten.")
                .maxOutputTokens(tokens);
    }

    private static String line(String customId) {
        return """
        {"custom_id":"%s","method":"POST","url":"/v1/chat/completions",\
        "body":{"model":"%s","max_tokens":4,"messages":[{"role":"user","content":"Hello"}]}}
        """
                .formatted(customId, MODEL);
    }
}
