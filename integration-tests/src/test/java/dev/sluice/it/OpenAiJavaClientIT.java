package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.sluice.it.mesh.OnRealMesh;
import dev.sluice.it.mesh.RealMesh;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The unmodified `openai-java` client finds here what it knows.
@OnRealMesh
class OpenAiJavaClientIT {
    private static final String QUESTION = "What is the capital of France? Answer in one word.";

    private final RealMesh mesh;

    OpenAiJavaClientIT(RealMesh mesh) {
        this.mesh = mesh;
    }

    @Test
    void chats() {
        // When
        var completion = client(mesh.gateway().key()).chat().completions().create(question());

        // Then
        assertThat(completion.choices().getFirst().message().content())
                .hasValueSatisfying(text -> assertThat(text).contains("Paris"));
        assertThat(completion.usage()).isPresent();
    }

    @Test
    void streams() {
        // When
        String text;
        try (var chunks =
                client(mesh.gateway().key()).chat().completions().createStreaming(question())) {
            text =
                    chunks.stream()
                            .flatMap(chunk -> chunk.choices().stream())
                            .flatMap(choice -> choice.delta().content().stream())
                            .collect(Collectors.joining());
        }

        // Then
        assertThat(text).contains("Paris");
    }

    @Test
    void streamsEndWithTheUsageWhenAskedFor() {
        // Given
        var params =
                question().toBuilder()
                        .streamOptions(
                                com.openai.models.chat.completions.ChatCompletionStreamOptions
                                        .builder()
                                        .includeUsage(true)
                                        .build())
                        .build();

        // When
        try (var chunks =
                client(mesh.gateway().key()).chat().completions().createStreaming(params)) {
            // Then
            ChatCompletionChunk last = chunks.stream().reduce((_, next) -> next).orElseThrow();
            assertThat(last.usage()).isPresent();
        }
    }

    @Test
    void listsModels() {
        // When
        var models = client(mesh.gateway().key()).models().list();

        // Then
        assertThat(models.data()).extracting(model -> model.id()).containsExactly(mesh.model());
    }

    @Test
    void throwsTheErrorsThatItsUsersCatch() {
        // Given
        var known = client(mesh.gateway().key()).chat().completions();
        var stranger = client("sk-wrong").chat().completions();

        // Then
        assertThatThrownBy(() -> stranger.create(question()))
                .isInstanceOf(UnauthorizedException.class);
        assertThatThrownBy(() -> known.create(question().toBuilder().model("gpt-99").build()))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> known.create(question().toBuilder().temperature(9).build()))
                .isInstanceOf(BadRequestException.class);
    }

    private OpenAIClient client(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(mesh.gateway().address() + "/v1")
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private ChatCompletionCreateParams question() {
        return ChatCompletionCreateParams.builder()
                .model(mesh.model())
                .addUserMessage(QUESTION)
                .temperature(0)
                .maxCompletionTokens(16)
                .build();
    }
}
