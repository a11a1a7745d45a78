package dev.sluice.it;

import dev.sluice.it.client.Json;
import dev.sluice.it.client.OpenAiPackages;
import dev.sluice.it.mesh.OnRealMesh;
import dev.sluice.it.mesh.RealMesh;
import org.junit.jupiter.api.Test;

/// The unmodified `openai` client for Node finds here what it knows.
@OnRealMesh
class OpenAiNodeClientIT {
    private final RealMesh mesh;

    OpenAiNodeClientIT(RealMesh mesh) {
        this.mesh = mesh;
    }

    @Test
    void chatsStreamsListsModelsAndRaisesItsOwnErrors() {
        // When
        String seen = OpenAiPackages.runNode(mesh.gateway(), mesh.model());

        // Then
        OpenAiClientSaw.whatItShould(Json.read(seen), mesh.model());
    }
}
