package dev.sluice.worker.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChatTemplateTest {
    private static final LocalDateTime NOW = LocalDateTime.of(2026, 7, 5, 9, 5);
    private static final String ZEPHYR =
            "{{ bos_token }}{% for m in messages %}{{ '<|' + m.role + '|>\n"
                    + "' + m.content + eos_token }}{% endfor %}{% if add_generation_prompt %}{{"
                    + " '<|assistant|>\n"
                    + "' }}{% endif %}";

    @Test
    void countsTheRoleAndTheMarkersAsTheTemplatesAndTheContentAsTheCallers() {
        // Given
        ChatInput input = ChatInput.of(List.of(Map.of("role", "user", "content", "<|user|>")));

        // When
        RenderedPrompt prompt =
                ChatTemplate.parse(ZEPHYR).render(input, new TemplateTokens("<s>", "</s>"), NOW);

        // Then
        assertThat(prompt.text()).isEqualTo("<s><|user|>\n<|user|></s><|assistant|>\n");
        assertThat(prompt.isCallers(0, 12)).isFalse();
        assertThat(prompt.isCallers(12, 20)).isTrue();
        assertThat(prompt.isCallers(11, 13)).isTrue();
        assertThat(prompt.isCallers(20, prompt.text().length())).isFalse();
    }

    @Test
    void countsARoleThatIsNoPlainWordAsTheCallers() {
        ChatInput input = ChatInput.of(List.of(Map.of("role", "user|><|x", "content", "")));
        RenderedPrompt prompt = ChatTemplate.parse(ZEPHYR).render(input, TemplateTokens.NONE, NOW);
        assertThat(prompt.isCallers(2, 11)).isTrue();
    }

    @Test
    void passesToolsAsNoneWhenThereAreNoneAndTheListOtherwise() {
        ChatTemplate template =
                ChatTemplate.parse("{{ tools is none }} {{ documents is none }} {{ x }}");
        ChatInput without = new ChatInput(List.of(), Optional.empty(), true, Map.of("x", 5));
        ChatInput with =
                new ChatInput(List.of(), Optional.of(List.of()), true, Map.of("documents", "d"));
        assertThat(template.render(without, TemplateTokens.NONE, NOW).text())
                .isEqualTo("True True 5");
        assertThat(template.render(with, TemplateTokens.NONE, NOW).text())
                .isEqualTo("False False ");
    }

    @Test
    void answersWithTheTemplatesOwnRefusal() {
        ChatTemplate template = ChatTemplate.parse("{{ raise_exception('roles must alternate') }}");
        assertThatThrownBy(() -> template.render(ChatInput.of(List.of()), TemplateTokens.NONE, NOW))
                .isInstanceOfSatisfying(
                        SluiceException.class,
                        e -> assertThat(e.errorCode()).isEqualTo(ErrorCode.INVALID_PARAMETER))
                .hasMessage(
                        "the model's chat template refuses the messages: line 1: roles must"
                                + " alternate");
    }

    @Test
    void namesTheLineOfABrokenTemplate() {
        assertThatThrownBy(() -> ChatTemplate.parse("a\n{% if %}"))
                .isInstanceOf(SluiceException.class)
                .hasMessage(
                        "the model's chat template cannot be used: line 2: expected an expression,"
                                + " found '%}'");
    }

    @Test
    void keepsPromptsOutOfToString() {
        ChatInput input = ChatInput.of(List.of(Map.of("role", "user", "content", "secret")));
        RenderedPrompt prompt =
                ChatTemplate.parse("{{ messages[0].content }}")
                        .render(input, TemplateTokens.NONE, NOW);
        assertThat(input + " " + prompt).doesNotContain("secret");
    }
}
