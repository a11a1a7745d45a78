package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.contracts.topic.Topic;
import dev.sluice.it.client.Chat;
import dev.sluice.it.client.Reply;
import dev.sluice.it.client.SseReading;
import dev.sluice.it.kafka.Seen;
import dev.sluice.it.mesh.OnRealMesh;
import dev.sluice.it.mesh.RealMesh;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Personal data stays on the topics that only masking may read: what the caller wrote on
/// `requests`, what the model made up on `tokens`.
@OnRealMesh
class NothingUnmaskedIT {
    private static final String MOBILE = "13912345678";
    private static final String MASKED_MOBILE = "139****5678";
    private static final String EMAIL_QUESTION =
            "Write a JavaScript object with a name and an email.";
    private static final Pattern EMAIL =
            Pattern.compile("[A-Za-z0-9._]+@[A-Za-z0-9]+\\.(com|org|net)");
    private static final Duration AUDIT_DELAY_MAX = Duration.ofSeconds(15);

    private final RealMesh mesh;

    NothingUnmaskedIT(RealMesh mesh) {
        this.mesh = mesh;
    }

    enum How {
        WHOLE,
        STREAMED
    }

    private record Answer(String requestId, String text) {}

    private Answer ask(Chat chat, How how) {
        if (how == How.WHOLE) {
            Reply reply = mesh.gateway().chat(chat);
            return new Answer(reply.requestId(), reply.text());
        }
        try (SseReading reading = mesh.gateway().stream(chat).toEnd()) {
            return new Answer(reading.requestId(), reading.frames() + reading.text());
        }
    }

    @Test
    void aPhoneNumberInThePromptStaysOnRequests() {
        // Given
        String prompt = "My phone number is " + MOBILE + ". Repeat my phone number.";

        // When
        Answer answer = ask(Chat.of(mesh.model(), prompt).maxTokens(32), How.STREAMED);

        // Then
        String audited = auditOf(answer.requestId());
        assertThat(topicsWith(MOBILE, answer.requestId())).containsExactly(Topic.REQUESTS);
        assertThat(audited).contains(MASKED_MOBILE).doesNotContain(MOBILE);
        assertThat(answer.text()).doesNotContain(MOBILE);
        assertThat(mesh.kafka().about(Topic.PROMPTS, answer.requestId()))
                .singleElement()
                .satisfies(seen -> assertThat(seen.value()).contains(MASKED_MOBILE));
    }

    @ParameterizedTest
    @EnumSource(How.class)
    void anEmailAddressThatTheModelMakesUpStaysOnTokens(How how) {
        // When
        Answer answer = ask(Chat.of(mesh.model(), EMAIL_QUESTION).maxTokens(48), how);

        // Then
        String email = madeUpEmail(answer.requestId());
        String audited = auditOf(answer.requestId());
        assertThat(tokensThatSpell(email, answer.requestId())).isGreaterThan(1);
        assertThat(topicsWith(email, answer.requestId())).containsExactly(Topic.TOKENS);
        assertThat(answer.text()).doesNotContain(email);
        assertThat(audited).doesNotContain(email);
    }

    private String madeUpEmail(String requestId) {
        String generated = textOf(Topic.TOKENS, requestId);
        Matcher matcher = EMAIL.matcher(generated);
        assertThat(matcher.find()).as("an address in: " + generated).isTrue();
        return matcher.group();
    }

    private long tokensThatSpell(String email, String requestId) {
        return mesh.kafka().about(Topic.TOKENS, requestId).stream()
                .filter(seen -> !seen.text().isBlank() && email.contains(seen.text().strip()))
                .count();
    }

    /// The topics on which the text stands, within one record or over several of one request.
    private List<Topic> topicsWith(String text, String requestId) {
        return List.of(Topic.values()).stream()
                .filter(topic -> isOn(topic, text, requestId))
                .toList();
    }

    private boolean isOn(Topic topic, String text, String requestId) {
        return mesh.kafka().read(topic).stream().anyMatch(seen -> seen.value().contains(text))
                || textOf(topic, requestId).contains(text);
    }

    private String textOf(Topic topic, String requestId) {
        return String.join(
                "", mesh.kafka().about(topic, requestId).stream().map(Seen::text).toList());
    }

    /// Record and body, once the request is finished there too.
    private String auditOf(String requestId) {
        String path = "/audit/v1/records/" + requestId;
        await("audit of " + requestId)
                .atMost(AUDIT_DELAY_MAX)
                .until(() -> mesh.gateway().get(path).body().contains("\"completed\""));
        return mesh.gateway().get(path).body() + mesh.gateway().get(path + "/body").body();
    }
}
