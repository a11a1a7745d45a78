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
        calledAsItShould(seen.path("called"));
    }

    /// By the real model, at temperature 1.5.
    private static void calledAsItShould(JsonNode called) {
        assertThat(called.path("calls").asInt()).isEqualTo(1);
        assertThat(called.path("content").isNull()).isTrue();
        assertThat(called.path("name").asText()).isEqualTo("get_weather");
        JsonNode arguments = called.path("arguments");
        assertThat(arguments.fieldNames()).toIterable().containsExactly("city", "unit");
        assertThat(arguments.path("city").isTextual()).isTrue();
        assertThat(arguments.path("city").asText()).hasSizeLessThanOrEqualTo(20);
        assertThat(arguments.path("unit").asText()).isIn("celsius", "fahrenheit");
        assertThat(called.path("finish_reason").asText()).isEqualTo("tool_calls");
        assertThat(called.path("streamed_name").asText()).isEqualTo("get_weather");
        assertThat(called.path("streamed_arguments")).isEqualTo(arguments);
        assertThat(called.path("streamed_finish_reason").asText()).isEqualTo("tool_calls");
        assertThat(called.path("after").asText()).isNotBlank().doesNotContain("<tool_call>");
        assertThat(called.at("/unknown_tool/param").asText())
                .isEqualTo("tool_choice.function.name");
    }
}
