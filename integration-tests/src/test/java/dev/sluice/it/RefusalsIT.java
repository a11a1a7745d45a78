package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.client.Chat;
import dev.sluice.it.client.Reply;
import dev.sluice.it.mesh.OnRealMesh;
import dev.sluice.it.mesh.RealMesh;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Bad requests get OpenAI's errors, and their reason by name.
@OnRealMesh
class RefusalsIT {
    private static final String CHAT = "/v1/chat/completions";
    private static final int BODY_BYTES_MAX = 10 * 1024 * 1024;

    private final RealMesh mesh;

    RefusalsIT(RealMesh mesh) {
        this.mesh = mesh;
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"model\":", "", "[]", "{\"model\":\"m\",}"})
    void malformedJson(String body) {
        // When
        Reply reply = mesh.gateway().post(CHAT, body);

        // Then
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.error("type")).isEqualTo("invalid_request_error");
        assertThat(reply.error("message")).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "temperature, `\"hot\"`",
                "temperature, 3",
                "max_tokens, -1",
                "messages, `\"hello\"`",
                "messages, []",
                "stream, `\"yes\"`",
                "stop, 7",
                "model, 5",
                "no_such_field, true",
            })
    void aFieldOfTheWrongKindIsNamed(String field, String value) {
        // Given
        Chat chat = Chat.of(mesh.model(), "hi").with(field, value);

        // When
        Reply reply = mesh.gateway().chat(chat);

        // Then
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.error("param")).isEqualTo(field);
        assertThat(reply.error("type")).isEqualTo("invalid_request_error");
    }

    @Test
    void aMessageOfTheWrongKindIsNamedByItsPath() {
        // Given
        Chat chat =
                Chat.of(mesh.model(), "hi")
                        .with("messages", "[{\"role\":\"user\",\"content\":42}]");

        // When
        Reply reply = mesh.gateway().chat(chat);

        // Then
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.error("param")).isEqualTo("messages[0].content");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"sk-wrong", "", "Bearer"})
    void aStrangerHearsNothingButThat(String key) {
        // Given
        var stranger = mesh.gateway().withKey(key);

        // When
        Reply valid = stranger.chat(Chat.of(mesh.model(), "hi"));
        Reply malformed = stranger.post(CHAT, "{");
        Reply unknownRoute = stranger.get("/no/such/route");

        // Then
        assertThat(valid.status()).isEqualTo(401);
        assertThat(valid.error("code")).isEqualTo("invalid_api_key");
        assertThat(malformed.status()).isEqualTo(401);
        assertThat(unknownRoute.status()).isEqualTo(401);
        assertThat(malformed.body()).isEqualTo(valid.body()).isEqualTo(unknownRoute.body());
    }

    @Test
    void anUnknownModel() {
        // When
        Reply reply = mesh.gateway().chat(Chat.of("gpt-99", "hi"));

        // Then
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.error("code")).isEqualTo("model_not_found");
        assertThat(reply.error("message")).contains("gpt-99");
    }

    @Test
    void anUnknownRouteAndAWrongMethod() {
        // When
        Reply unknownRoute = mesh.gateway().get("/v1/no-such-route");
        Reply wrongMethod = mesh.gateway().get(CHAT);

        // Then
        assertThat(unknownRoute.status()).isEqualTo(404);
        assertThat(unknownRoute.json().has("error")).isTrue();
        assertThat(wrongMethod.status()).isEqualTo(405);
        assertThat(wrongMethod.json().has("error")).isTrue();
    }

    @Test
    void aPromptThatIsTooLongIsToldBothNumbers() {
        // Given
        Chat chat = Chat.of(mesh.model(), "word ".repeat(9_000));

        // When
        Reply reply = mesh.gateway().chat(chat);

        // Then
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.error("code")).isEqualTo("context_length_exceeded");
        assertThat(reply.error("message")).containsPattern("9\\d{3}\\D.*\\D2048");
    }

    @Test
    void aBodyOverTenMegabytes() {
        // Given
        byte[] body = new byte[BODY_BYTES_MAX + 1];
        Arrays.fill(body, (byte) ' ');

        // When
        Reply reply = mesh.gateway().post(CHAT, BodyPublishers.ofByteArray(body));

        // Then
        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.error("code")).isEqualTo("body_too_large");
    }
}
