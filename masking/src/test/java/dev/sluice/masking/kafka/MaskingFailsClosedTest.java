package dev.sluice.masking.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.GenerationSettings;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.Priority;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.contracts.event.PromptEvent.PromptMasked;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.contracts.event.TenantEvent.MaskingPolicyDefined;
import dev.sluice.contracts.event.TokenEvent.GenerationFinished;
import dev.sluice.contracts.event.TokenEvent.GenerationStarted;
import dev.sluice.masking.TestSecrets;
import dev.sluice.masking.json.PolicyJson;
import dev.sluice.masking.policy.PolicyBook;
import dev.sluice.masking.rewrite.PromptRewrite;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Whatever is wrong with a policy or with the state of a request, nothing passes. Every damage of
/// one character, and every shortened form, is tried.
class MaskingFailsClosedTest {
    private static final TenantId BANK = new TenantId("bank");
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final String POLICY =
            "{\"entities\":{\"EMAIL\":{\"action\":\"pseudonym\"}},\"allow\":[\"x\"]}";

    private final MaskerCache maskers = new MaskerCache();

    private static MaskingPolicyDefined defined(String policy) {
        return new MaskingPolicyDefined("e", BANK, NOON, null, new SensitiveText(policy));
    }

    private ConversationMasks masks(PolicyBook book) {
        return new ConversationMasks(book, maskers, TestSecrets.INSTANCE);
    }

    private static InferenceRequested requested() {
        InferenceSpec spec =
                new InferenceSpec(
                        NOON,
                        0,
                        "pool",
                        new Prompt.Text(new SensitiveText("mail ann@example.org")),
                        GenerationSettings.greedy(5),
                        Priority.STANDARD,
                        null,
                        false,
                        null);
        return new InferenceRequested("e", new RequestId("r1"), BANK, NOON, spec);
    }

    private static GenerationStarted started(
            String requestId, TenantId tenant, @Nullable String state) {
        return new GenerationStarted(
                "e",
                new RequestId(requestId),
                tenant,
                1,
                NOON,
                new WorkerId("w"),
                new PoolName("pool"),
                NOON,
                7,
                false,
                state);
    }

    @Test
    void noPromptPassesUnderAPolicyThatCannotBeReadAndHadNoFormerOne() {
        for (int length = 1; length < POLICY.length(); length++) {
            // Given
            PolicyBook book = new PolicyBook(PolicyJson::read);
            book.apply(defined(POLICY.substring(0, length)));

            // When
            var rewritten = new PromptRewrite(masks(book)).rewrite(requested(), NOON);

            // Then
            assertThat(rewritten)
                    .as("%d characters", length)
                    .isInstanceOf(GenerationFinished.class);
        }
    }

    @Test
    void theFormerPolicyStaysBehindEveryOneThatCannotBeRead() {
        // Given
        PolicyBook book = new PolicyBook(PolicyJson::read);
        book.apply(defined(POLICY));

        for (int length = 1; length < POLICY.length(); length++) {
            // When
            book.apply(defined(POLICY.substring(0, length)));

            // Then
            assertThat(book.find(BANK, "pool").orElseThrow().text()).isEqualTo(POLICY);
        }
    }

    @Test
    void noAnswerPassesWithoutTheStateThatWasSealedForIt() {
        // Given
        PolicyBook book = new PolicyBook(PolicyJson::read);
        book.apply(defined(POLICY));
        ConversationMasks masks = masks(book);
        var masked = (PromptMasked) new PromptRewrite(masks).rewrite(requested(), NOON);
        String state = Objects.requireNonNull(masked.spec().maskingState());
        assertThat(masks.answer(started("r1", BANK, state))).isPresent();

        // Then
        assertThat(masks.answer(started("r2", BANK, state))).isEmpty();
        assertThat(masks.answer(started("r1", new TenantId("other"), state))).isEmpty();
        for (int i = 0; i < state.length(); i++) {
            assertThat(masks.answer(started("r1", BANK, state.substring(0, i)))).isEmpty();
            char other = state.charAt(i) == 'A' ? 'B' : 'A';
            String changed = state.substring(0, i) + other + state.substring(i + 1);
            // Why not the last: some of its bits are padding.
            if (i < state.length() - 1) {
                assertThat(masks.answer(started("r1", BANK, changed))).as("at %d", i).isEmpty();
            }
        }
    }
}
