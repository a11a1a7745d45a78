package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.it.client.Json;
import dev.sluice.it.client.OpenAiPackages;
import dev.sluice.it.mesh.OnRealMesh;
import dev.sluice.it.mesh.RealMesh;
import org.junit.jupiter.api.Test;

/// The unmodified `openai` client for Python finds here what it knows.
@OnRealMesh
class OpenAiPythonClientIT {
    private final RealMesh mesh;

    OpenAiPythonClientIT(RealMesh mesh) {
        this.mesh = mesh;
    }

    @Test
    void chatsStreamsListsModelsAndRaisesItsOwnErrors() {
        // When
        JsonNode seen = Json.read(OpenAiPackages.runPython(mesh.gateway(), mesh.model()));

        // Then
        OpenAiClientSaw.whatItShould(seen, mesh.model());
        // Without randomness all choices are the one answer.
        assertThat(seen.path("choices"))
                .hasSize(6)
                .extracting(JsonNode::asText)
                .containsOnly(seen.path("whole").asText());
    }
}
