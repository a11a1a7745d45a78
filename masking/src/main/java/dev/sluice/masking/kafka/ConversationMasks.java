package dev.sluice.masking.kafka;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.contracts.event.TokenEvent.GenerationStarted;
import dev.sluice.masking.StreamingMasker;
import dev.sluice.masking.json.AnswerStateJson;
import dev.sluice.masking.policy.NamedPolicy;
import dev.sluice.masking.policy.PolicyBook;
import dev.sluice.masking.restore.AnswerState;
import dev.sluice.masking.restore.ConversationKeys;
import dev.sluice.masking.restore.ConversationName;
import dev.sluice.masking.restore.IssuedPseudonyms;
import dev.sluice.masking.restore.PromptPseudonyms;
import dev.sluice.masking.restore.Restorer;
import dev.sluice.masking.rewrite.AnswerMask;
import dev.sluice.masking.rewrite.PromptMasks;
import dev.sluice.masking.rewrite.RequestMasks;
import dev.sluice.masking.rewrite.TextMask;
import dev.sluice.masking.transform.KeyedTokens;
import dev.sluice.runtime.secrets.Sealing;
import dev.sluice.runtime.secrets.TenantSecrets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Masks by policy and conversation.
///
/// ```
/// prompt: policy in force ─▶ masks ─▶ state = (policy, conversation, pseudonyms given out), sealed
/// answer: state, opened ──▶ mask ─▶ restorer
/// ```
///
/// The answer's mask is a function of what the request carries: no later policy changes it, and no
/// instance keeps anything. Any thread.
final class ConversationMasks implements RequestMasks {
    private final PolicyBook policies;
    private final MaskerCache maskers;
    private final TenantSecrets secrets;

    ConversationMasks(PolicyBook policies, MaskerCache maskers, TenantSecrets secrets) {
        this.policies = policies;
        this.maskers = maskers;
        this.secrets = secrets;
    }

    @Override
    public Optional<PromptMasks> prompt(InferenceRequested requested) {
        InferenceSpec spec = requested.spec();
        return policies.find(requested.tenantId(), spec.requestedModel(), spec.model())
                .flatMap(policy ->
                        maskers.of(policy.text())
                                .map(compiled -> new OfPrompt(requested, policy, compiled)));
    }

    @Override
    public Optional<AnswerMask> answer(GenerationStarted started) {
        TenantId tenant = started.tenantId();
        Sealing sealing = secrets.sealing(tenant);
        String sealed = started.maskingState();
        if (sealed == null) {
            StreamingMasker masker = maskers.ofDefault().answers().open();
            return Optional.of(mask(masker, IssuedPseudonyms.NONE, sealing));
        }
        return sealing.open(place(started.requestId()), sealed)
                .flatMap(AnswerStateJson::read)
                .flatMap(state ->
                        maskers.of(state.policy())
                                .map(compiled -> open(compiled, tenant, state))
                                .map(masker -> mask(masker, state.issued(), sealing)));
    }

    private StreamingMasker open(PolicyMaskers compiled, TenantId tenant, AnswerState state) {
        return compiled.policy().needsKeys()
                ? compiled.answers().open(keys(tenant, state.conversation()))
                : compiled.answers().open();
    }

    private static AnswerMask mask(
            StreamingMasker masker, IssuedPseudonyms issued, Sealing sealing) {
        return new RestoringMask(new PolicyMask(masker), new Restorer(issued), sealing);
    }

    @Override
    public String message(String text) {
        return maskers.ofDefault().answers().maskWhole(text).text();
    }

    private ConversationKeys keys(TenantId tenant, String conversation) {
        return ConversationKeys.of(secrets, tenant, conversation);
    }

    /// A state opens for its own request only.
    private static String place(RequestId requestId) {
        return requestId + "/masking";
    }

    private final class OfPrompt implements PromptMasks {
        private final InferenceRequested requested;
        private final NamedPolicy policy;
        private final PolicyMaskers compiled;
        private final String conversation;

        /// Absent where the policy gives out none.
        private final @Nullable PromptPseudonyms pseudonyms;

        OfPrompt(InferenceRequested requested, NamedPolicy policy, PolicyMaskers compiled) {
            this.requested = requested;
            this.policy = policy;
            this.compiled = compiled;
            TenantId tenant = requested.tenantId();
            boolean needsKeys = policy.policy().needsKeys();
            this.conversation =
                    needsKeys ? ConversationName.of(requested.spec(), tenant, secrets) : "";
            this.pseudonyms = needsKeys ? new PromptPseudonyms(keys(tenant, conversation)) : null;
        }

        @Override
        public TextMask open() {
            return new PolicyMask(
                    compiled.prompts().open(pseudonyms == null ? KeyedTokens.NONE : pseudonyms));
        }

        @Override
        public @Nullable String policyDigest() {
            return policy.digest();
        }

        @Override
        public @Nullable String sealedState() {
            if (policy.text() == null) {
                return null;
            }
            var issued = pseudonyms == null ? IssuedPseudonyms.NONE : pseudonyms.issued();
            var state = new AnswerState(policy.text(), conversation, issued);
            return secrets.sealing(requested.tenantId())
                    .seal(place(requested.requestId()), AnswerStateJson.write(state));
        }
    }
}
