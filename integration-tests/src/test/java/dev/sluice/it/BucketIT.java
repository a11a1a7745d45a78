package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.it.client.Gateway;
import dev.sluice.it.client.Reply;
import dev.sluice.it.client.S3Server;
import dev.sluice.it.mesh.OnTwoGateways;
import dev.sluice.it.mesh.ProcessMesh;
import dev.sluice.it.mesh.TwoGateways;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A gateway that keeps the contents of files in an S3-compatible store.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@OnTwoGateways
class BucketIT {
    private static final String GATEWAY = "gateway-bucket";
    private static final String BUCKET = "sluice-files";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String SECRET_WORD = "ultramarine";

    private final ProcessMesh processes;
    private final S3Server store = S3Server.start(BUCKET);

    BucketIT(TwoGateways mesh) {
        processes = mesh.processes();
    }

    @AfterEach
    void end() {
        processes.stop(GATEWAY);
        store.close();
    }

    @Test
    void filesAreKeptThereSealedAndLeaveItWhenTheyAreDeleted() {
        // Given
        processes.startService(
                GATEWAY,
                "gateway",
                Map.of(
                        "SLUICE_GATEWAY_FILES_BUCKET",
                        BUCKET,
                        "SLUICE_GATEWAY_FILES_BUCKET_ENDPOINT",
                        store.address().toString(),
                        "AWS_ACCESS_KEY_ID",
                        "test",
                        "AWS_SECRET_ACCESS_KEY",
                        "test"));
        processes.awaitReady(GATEWAY);
        Gateway gateway = processes.gateway(GATEWAY);
        String content = ("{\"custom_id\":\"" + SECRET_WORD + "\"}\n").repeat(10_000);

        // When
        String id = gateway.upload("lines.jsonl", content).json().get("id").asText();

        // Then
        assertThat(store.keys(BUCKET)).containsExactly("default/" + id);
        assertThat(store.object(BUCKET, "default/" + id)).doesNotContain(SECRET_WORD);
        Reply read = gateway.get("/v1/files/" + id + "/content");
        assertThat(read.body()).isEqualTo(content);

        // When
        int deleted = gateway.delete("/v1/files/" + id).status();

        // Then
        assertThat(deleted).isEqualTo(200);
        assertThat(gateway.get("/v1/files/" + id + "/content").status()).isEqualTo(404);
        await().atMost(PATIENCE).until(() -> store.keys(BUCKET).isEmpty());
    }
}
