package dev.sluice.masking.cli;

import dev.sluice.contracts.TenantId;
import dev.sluice.masking.Explanation;
import dev.sluice.masking.Masked;
import dev.sluice.masking.Masker;
import dev.sluice.masking.StreamingMasker;
import dev.sluice.masking.policy.Direction;
import dev.sluice.masking.policy.MaskingPolicy;
import dev.sluice.masking.restore.ConversationKeys;
import dev.sluice.masking.restore.IssuedPseudonyms;
import dev.sluice.masking.restore.PromptPseudonyms;
import dev.sluice.masking.restore.Restored;
import dev.sluice.masking.restore.Restorer;
import dev.sluice.masking.transform.KeyedTokens;
import dev.sluice.runtime.secrets.TenantSecrets;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The conversations of one run of `./sluice mask`: what a conversation's prompts gave out comes
/// back in its answers. Kept in memory, the newest ones; in the mesh each request carries its own.
/// One thread at a time.
public final class Conversations {
    /// What texts that name no conversation belong to.
    private static final String NO_CONVERSATION = "";

    private static final int CONVERSATIONS_MAX = 10_000;

    private final MaskingPolicy policy;
    private final Masker both;
    private final Map<Direction, Masker> oneWay = new EnumMap<>(Direction.class);
    private final Supplier<TenantSecrets> secrets;
    private @Nullable TenantSecrets openedSecrets;
    private final Map<String, PromptPseudonyms> known =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, PromptPseudonyms> eldest) {
                    return size() > CONVERSATIONS_MAX;
                }
            };

    /// Begins without any; `secrets` are asked for only where the policy needs keys.
    public Conversations(MaskingPolicy policy, Supplier<TenantSecrets> secrets) {
        this.policy = policy;
        this.both = Masker.of(policy);
        this.secrets = secrets;
    }

    /// A text of no conversation, under the rules of both directions.
    ///
    /// @param explanations told why each finding is one
    public StreamingMasker open(Consumer<Explanation> explanations) {
        KeyedTokens tokens = policy.needsKeys() ? keys(NO_CONVERSATION) : KeyedTokens.NONE;
        return both.open(tokens, explanations);
    }

    ConversationText single() {
        return masking(open(_ -> {}));
    }

    ConversationText prompt(String conversation) {
        return masking(
                towards(Direction.PROMPT)
                        .open(policy.needsKeys() ? pseudonyms(conversation) : KeyedTokens.NONE));
    }

    ConversationText answer(String conversation) {
        Masker answers = towards(Direction.ANSWER);
        if (!policy.needsKeys()) {
            return masking(answers.open());
        }
        IssuedPseudonyms issued = pseudonyms(conversation).issued();
        return restoring(answers.open(keys(conversation)), new Restorer(issued));
    }

    private Masker towards(Direction direction) {
        return oneWay.computeIfAbsent(direction, way -> Masker.of(policy.towards(way)));
    }

    private PromptPseudonyms pseudonyms(String conversation) {
        return known.computeIfAbsent(conversation, id -> new PromptPseudonyms(keys(id)));
    }

    private ConversationKeys keys(String conversation) {
        TenantSecrets opened = openedSecrets == null ? secrets.get() : openedSecrets;
        openedSecrets = opened;
        return ConversationKeys.of(opened, TenantId.DEFAULT, "id/" + conversation);
    }

    private static ConversationText masking(StreamingMasker masker) {
        return new ConversationText() {
            @Override
            public Masked append(String chunk) {
                return masker.append(chunk);
            }

            @Override
            public Masked flush() {
                return masker.flush();
            }
        };
    }

    private static ConversationText restoring(StreamingMasker masker, Restorer restorer) {
        return new ConversationText() {
            @Override
            public Masked append(String chunk) {
                Masked step = masker.append(chunk);
                return restored(step, restorer.append(step.text()).restored());
            }

            @Override
            public Masked flush() {
                Masked step = masker.flush();
                Restored last = restorer.append(step.text());
                return restored(step, last.restored() + restorer.flush().restored());
            }
        };
    }

    private static Masked restored(Masked step, String text) {
        return new Masked(text, step.findings(), step.isBlocked());
    }
}
