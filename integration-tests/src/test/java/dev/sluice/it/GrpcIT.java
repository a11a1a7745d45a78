package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.it.client.Gateway;
import dev.sluice.it.client.GrpcPackages;
import dev.sluice.it.client.Json;
import dev.sluice.it.client.Reply;
import dev.sluice.it.client.Together;
import dev.sluice.it.mesh.OnTwoGateways;
import dev.sluice.it.mesh.ProcessMesh;
import dev.sluice.it.mesh.TwoGateways;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/// The calls of DeepSeek guides, gRPC and `/generate`, 500 at once.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@OnTwoGateways
@Isolated("500 calls at once take both processors")
class GrpcIT {
    private static final String MODEL = TwoGateways.STABLE;
    private static final int CONCURRENT = 500;

    private final ProcessMesh mesh;

    GrpcIT(TwoGateways shared) {
        mesh = shared.processes();
    }

    @Test
    void anUnmodifiedClientFindsItsWay() {
        // When
        JsonNode saw =
                Json.read(GrpcPackages.run(mesh.gateway(TwoGateways.GATEWAYS.getFirst()), MODEL));

        // Then
        assertThat(saw.at("/services"))
                .extracting(JsonNode::asText)
                .containsExactly("DeepSeekService", "grpc.health.v1.Health");
        assertThat(saw.at("/health").asText()).isEqualTo("SERVING");
        assertThat(saw.at("/text").asText()).isNotEmpty();
        assertThat(saw.at("/model").asText()).isEqualTo(MODEL);
        assertThat(saw.at("/finish_reason").asText()).isEqualTo("length");
        assertThat(saw.at("/completion_tokens").asInt()).isEqualTo(8);
        assertThat(saw.at("/request_id").asText()).isEqualTo(saw.at("/id").asText());
        assertThat(saw.at("/pieces").asInt()).isGreaterThan(1);
        assertThat(saw.at("/streamed_text").asText()).isEqualTo(saw.at("/text").asText());
        assertThat(saw.at("/streamed_finish_reason").asText()).isEqualTo("length");
        assertThat(saw.at("/without_key").asText()).isEqualTo("UNAUTHENTICATED");
        assertThat(saw.at("/wrong_key").asText()).isEqualTo("UNAUTHENTICATED");
        assertThat(saw.at("/bad_field").asText()).isEqualTo("INVALID_ARGUMENT");
        assertThat(saw.at("/unknown_model").asText()).isEqualTo("NOT_FOUND");
        assertThat(saw.at("/crowd/failures")).isEmpty();
        assertThat(saw.at("/crowd/answered").asInt()).isEqualTo(CONCURRENT);
        System.out.println("GRPC 500 calls at once: " + saw.at("/crowd/ms").asInt() + " ms");
        String left = saw.at("/left_id").asText();
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(
                        () -> assertThat(mesh.kafka().about(Topic.CONTROL, left)).isNotEmpty());
    }

    @Test
    void generateAnswersAsManyAtOnce() {
        // Given
        Gateway gateway = mesh.gateway(TwoGateways.GATEWAYS.getFirst());
        String body =
                "{\"model\":\"" + MODEL + "\",\"prompt\":\"Tell me something.\",\"max_tokens\":8}";
        Callable<Reply> call = () -> gateway.post("/generate", body);

        // When
        List<Reply> replies = Together.run(Collections.nCopies(CONCURRENT, call));

        // Then
        assertThat(replies).allSatisfy(reply -> assertThat(reply.status()).isEqualTo(200));
    }
}
