package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.client.Chat;
import dev.sluice.it.client.Together;
import dev.sluice.it.mesh.OnRealMesh;
import dev.sluice.it.mesh.RealMesh;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Neighbours in the running batch do not change what a request gets.
@OnRealMesh
class BatchInvarianceIT {
    private static final List<String> NEIGHBOURS =
            List.of(
                    "Name three rivers.",
                    "Write a haiku about snow.",
                    "What is seven times eight?",
                    "List the planets of the solar system in order, and say one thing about each.",
                    "Translate to French: good morning.",
                    "Explain what a lighthouse is for.",
                    "Hi!");

    private final RealMesh mesh;

    BatchInvarianceIT(RealMesh mesh) {
        this.mesh = mesh;
    }

    @ParameterizedTest(name = "at temperature {0}")
    @ValueSource(doubles = {0, 0.8})
    void aloneAndAmongSevenOthersTheAnswerIsTheSame(double temperature) {
        // Given
        Chat chat = chat("Tell me about the sea.", temperature);
        String alone = mesh.gateway().chat(chat).text();
        var calls = new ArrayList<Callable<String>>();
        NEIGHBOURS.forEach(prompt -> calls.add(() -> ask(chat(prompt, temperature))));
        calls.add(3, () -> ask(chat));

        // When
        List<String> texts = Together.run(calls);

        // Then
        assertThat(texts.get(3)).isEqualTo(alone);
        assertThat(texts).doesNotHaveDuplicates();
    }

    private Chat chat(String prompt, double temperature) {
        return Chat.of(mesh.model(), prompt).maxTokens(48).sampled(temperature, 20_261_122);
    }

    private String ask(Chat chat) {
        return mesh.gateway().chat(chat).text();
    }
}
