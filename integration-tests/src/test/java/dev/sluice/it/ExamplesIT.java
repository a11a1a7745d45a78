package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.client.ExamplePrograms;
import dev.sluice.it.docs.Examples;
import dev.sluice.it.mesh.OnRealMesh;
import dev.sluice.it.mesh.RealMesh;
import org.junit.jupiter.api.Test;

/// What `docs/examples.md` offers to paste works as it stands there.
@OnRealMesh
class ExamplesIT {
    private final ExamplePrograms programs;

    ExamplesIT(RealMesh mesh) {
        this.programs = new ExamplePrograms(mesh.gateway(), mesh.model(), mesh.bootstrapServers());
    }

    @Test
    void everySectionIsRunHere() {
        assertThat(Examples.sections())
                .containsExactly("curl", "gRPC", "Kafka", "Python", "JavaScript", "Java");
    }

    @Test
    void curl() {
        // When
        String said = programs.shell(Examples.codeOf("curl"));

        // Then
        assertThat(said)
                .contains("event: response.completed", "Paris", "\\\"capital\\\":", "\"choices\"")
                .contains("\"custom_id\":\"a\"", "\"custom_id\":\"b\"")
                .doesNotContain("\"error\":{");
    }

    @Test
    void grpc() {
        programs.require("grpcurl");
        assertThat(programs.shell(Examples.codeOf("gRPC")))
                .contains("DeepSeekService", "grpc.health.v1.Health", "SERVING");
    }

    @Test
    void kafka() {
        programs.install("kcat");
        assertThat(programs.shell(Examples.codeOf("Kafka")))
                .contains("\"custom_id\":\"k1\"", "\"status_code\":200");
    }

    @Test
    void python() {
        assertThat(programs.python(Examples.codeOf("Python"))).isNotBlank();
    }

    @Test
    void javaScript() {
        assertThat(programs.node(Examples.codeOf("JavaScript"))).isNotBlank();
    }

    @Test
    void java() {
        assertThat(programs.java(Examples.codeOf("Java"))).contains("Paris");
    }
}
