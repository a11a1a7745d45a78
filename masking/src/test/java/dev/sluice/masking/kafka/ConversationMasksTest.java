package dev.sluice.masking.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.ChatMessage;
import dev.sluice.contracts.event.GenerationSettings;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.Priority;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.contracts.event.PromptEvent.PromptMasked;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.contracts.event.TenantEvent.MaskingPolicyDefined;
import dev.sluice.contracts.event.TokenEvent.GenerationStarted;
import dev.sluice.contracts.event.Tool;
import dev.sluice.contracts.event.ToolCall;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.masking.TestSecrets;
import dev.sluice.masking.json.PolicyJson;
import dev.sluice.masking.policy.PolicyBook;
import dev.sluice.masking.restore.Restored;
import dev.sluice.masking.rewrite.AnswerMask;
import dev.sluice.masking.rewrite.PromptRewrite;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Prompt to answer, with what travels in between, and nothing else in common.
class ConversationMasksTest {
    private static final TenantId BANK = new TenantId("bank");
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final String PSEUDONYMS =
            """
            {"entities":{"BANK_CARD":{"action":"pseudonym"},"EMAIL":{"action":"pseudonym"}}}
            """;

    private final PolicyBook book = new PolicyBook(PolicyJson::read);

    /// Another instance of the service: it knows the same policies and keys.
    private ConversationMasks instance() {
        return new ConversationMasks(book, new MaskerCache(), TestSecrets.INSTANCE);
    }

    private void define(String policy) {
        assertThat(
                        book.apply(
                                new MaskingPolicyDefined(
                                        "e", BANK, NOON, null, new SensitiveText(policy))))
                .isEmpty();
    }

    private PromptMasked prompt(
            String requestId, @Nullable String conversation, List<String> turns) {
        List<ChatMessage> messages = new ArrayList<>();
        for (int i = 0; i < turns.size(); i++) {
            String role = i % 2 == 0 ? "user" : "assistant";
            messages.add(new ChatMessage(role, new SensitiveText(turns.get(i)), null));
        }
        return prompt(requestId, conversation, new Prompt.Chat(messages));
    }

    private PromptMasked prompt(String requestId, @Nullable String conversation, Prompt.Chat chat) {
        InferenceSpec spec =
                new InferenceSpec(
                        NOON,
                        0,
                        "pool",
                        chat,
                        GenerationSettings.greedy(5),
                        Priority.STANDARD,
                        null,
                        false,
                        null,
                        conversation,
                        null,
                        null);
        var requested =
                new InferenceRequested(requestId, new RequestId(requestId), BANK, NOON, spec);
        return (PromptMasked) new PromptRewrite(instance()).rewrite(requested, NOON);
    }

    private static List<String> texts(PromptMasked masked) {
        return ((Prompt.Chat) masked.spec().prompt())
                .messages().stream().map(message -> message.content().value()).toList();
    }

    private Optional<AnswerMask> answer(String requestId, @Nullable String state) {
        return instance()
                .answer(
                        new GenerationStarted(
                                requestId,
                                new RequestId(requestId),
                                BANK,
                                1,
                                NOON,
                                new WorkerId("w"),
                                new PoolName("pool"),
                                NOON,
                                7,
                                false,
                                state));
    }

    private Restored answer(PromptMasked prompt, String text) {
        AnswerMask mask = answer(prompt.requestId().value(), state(prompt)).orElseThrow();
        Restored first = mask.append(text);
        Restored last = mask.flush();
        return new Restored(first.masked() + last.masked(), first.restored() + last.restored());
    }

    private static @Nullable String state(PromptMasked prompt) {
        return prompt.spec().maskingState();
    }

    @Test
    void threeTurnsThroughThreeInstancesKeepTheirPseudonymAndGiveTheValueBack() {
        // Given
        define(PSEUDONYMS);
        List<String> turns = new ArrayList<>(List.of("Is 6222021234567890128 valid?"));
        String pseudonym =
                texts(prompt("r0", null, turns)).getFirst().replaceAll(".*(<.*>).*", "$1");
        assertThat(pseudonym).matches("<BANK_CARD_[0-9a-z]{8}>");

        for (int turn = 1; turn <= 3; turn++) {
            // When
            PromptMasked masked = prompt("r" + turn, null, turns);
            Restored restored = answer(masked, "{\"card\":\"" + pseudonym + "\"}");

            // Then
            assertThat(texts(masked)).allMatch(text -> text.contains(pseudonym));
            assertThat(restored.masked()).isEqualTo("{\"card\":\"" + pseudonym + "\"}");
            assertThat(restored.restored()).isEqualTo("{\"card\":\"6222021234567890128\"}");
            turns.add(restored.restored());
            turns.add("Again 6222 0212 3456 7890 128?");
        }
    }

    @Test
    void theAnswerKeepsThePolicyOfItsPrompt() {
        // Given
        define(PSEUDONYMS);
        PromptMasked masked = prompt("r1", null, List.of("mail ann@example.org"));

        // When
        define("{\"entities\":{\"EMAIL\":{\"action\":\"keep\"}}}");
        Restored restored = answer(masked, "or bob@example.org ");

        // Then
        assertThat(masked.policy()).matches("[0-9a-f]{16}");
        assertThat(restored.masked()).matches("or <EMAIL_[0-9a-z]{8}> ");
        assertThat(prompt("r2", null, List.of("a")).policy()).isNotEqualTo(masked.policy());
    }

    @Test
    void underTheDefaultPolicyNothingTravels() {
        // When
        PromptMasked masked = prompt("r1", null, List.of("mail ann@example.org "));

        // Then
        assertThat(state(masked)).isNull();
        assertThat(masked.policy()).isNull();
        assertThat(answer(masked, "bob@example.org ").masked()).isEqualTo("b***@example.org ");
    }

    @Test
    void theStateShowsNothingAndIsTheSameInAReplay() {
        // Given
        define(PSEUDONYMS);

        // When
        String first = state(prompt("r1", null, List.of("mail ann@example.org")));
        String second = state(prompt("r1", null, List.of("mail ann@example.org")));

        // Then
        assertThat(first).isNotNull().isEqualTo(second).doesNotContain("ann", "EMAIL");
    }

    @Test
    void theStateOfAnotherRequestOrADamagedOneOpensNothing() {
        // Given
        define(PSEUDONYMS);
        String state = state(prompt("r1", null, List.of("mail ann@example.org")));

        // Then
        assertThat(answer("r1", state)).isPresent();
        assertThat(answer("r2", state)).isEmpty();
        assertThat(answer("r1", state + "A")).isEmpty();
        assertThat(answer("r1", "")).isEmpty();
        assertThat(answer("r1", "{\"conversation\":\"id/c\",\"issued\":{}}")).isEmpty();
    }

    @Test
    void conversationsAreToldApartByTheirNameElseByTheirBeginning() {
        // Given
        define(PSEUDONYMS);

        // When
        String named = mail("r1", "c1", "hi");
        String sameName = mail("r2", "c1", "another beginning");
        String otherName = mail("r3", "c2", "hi");
        String like = mail("r4", null, "hi");
        String sameBeginning = mail("r5", null, "hi");
        String otherBeginning = mail("r6", null, "hello");

        // Then
        assertThat(sameName).isEqualTo(named);
        assertThat(sameBeginning).isEqualTo(like);
        assertThat(List.of(named, otherName, like, otherBeginning)).doesNotHaveDuplicates();
    }

    private String mail(String requestId, @Nullable String conversation, String beginning) {
        List<String> turns = List.of(beginning, "yes", "ann@example.org");
        return texts(prompt(requestId, conversation, turns)).getLast();
    }

    @Test
    void aTenantWhosePolicyCannotBeReadGetsNoMasks() {
        // Given
        InferenceSpec spec = prompt("r", null, List.of("x")).spec();
        var requested = new InferenceRequested("r", new RequestId("r"), BANK, NOON, spec);

        // When
        book.refuse("bank/masking");

        // Then
        assertThat(instance().prompt(requested)).isEmpty();
    }

    @Test
    void aMessageIsMaskedByTheDefault() {
        assertThat(instance().message("cannot read 13812345678"))
                .isEqualTo("cannot read 138****5678");
    }

    /// With the built-in detectors: what a client tells of tools, and what they answered.
    @Test
    void noValueOfToolsOrTheirCallsReachesThePrompt() {
        // Given
        define("{}");
        String email = "ann@example.org";
        String mobile = "13812345678";
        ToolCall call =
                new ToolCall(
                        0,
                        new SensitiveText("send_mail"),
                        new SensitiveText(
                                "{\"to\":\"" + email + "\",\"text\":\"\\u00313812345678\"}"));
        Tool tool =
                new Tool(
                        new SensitiveText("send_mail"),
                        new SensitiveText("Replies go to " + email + "."),
                        new SensitiveText(
                                "{\"type\":\"object\",\"properties\":{\"to\":{\"type\":\"string\","
                                        + "\"default\":\""
                                        + mobile
                                        + "\"},\"phone_number\":{\"type\":\"string\"}}}"));
        Prompt.Chat chat =
                new Prompt.Chat(
                        List.of(
                                new ChatMessage("user", new SensitiveText("Write."), null),
                                new ChatMessage(
                                        "assistant",
                                        SensitiveText.EMPTY,
                                        null,
                                        List.of(call),
                                        null),
                                new ChatMessage(
                                        "tool",
                                        new SensitiveText("told " + mobile),
                                        null,
                                        null,
                                        0)),
                        List.of(tool));

        // When
        PromptMasked masked = prompt("r1", null, chat);

        // Then
        assertThat(new String(new EventCodec().encode(masked), UTF_8))
                .doesNotContain(email, mobile, "u00313812345678")
                .contains("send_mail", "phone_number", "138****5678");
    }

    /// As a worker writes it: pseudonyms turn back within arguments.
    @Test
    void argumentsOfACallHaveTheCallersValues() {
        // Given
        define(PSEUDONYMS);
        PromptMasked masked = prompt("r1", null, List.of("Write to ann@example.org."));
        String name = texts(masked).getFirst().replaceAll(".*(<EMAIL_\\w+>).*", "$1");
        String form =
                "<tool_call>\n{\"name\": \"send\", \"arguments\": {\"to\":\"%s\"}}\n</tool_call>";

        // When
        Restored answer = answer(masked, form.formatted(name));

        // Then
        assertThat(answer.masked()).isEqualTo(form.formatted(name));
        assertThat(answer.restored()).isEqualTo(form.formatted("ann@example.org"));
    }
}
