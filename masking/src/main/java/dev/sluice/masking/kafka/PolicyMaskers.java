package dev.sluice.masking.kafka;

import dev.sluice.masking.Masker;
import dev.sluice.masking.policy.Direction;
import dev.sluice.masking.policy.MaskingPolicy;

/// A policy compiled for both directions. Immutable.
record PolicyMaskers(MaskingPolicy policy, Masker prompts, Masker answers) {
    static PolicyMaskers of(MaskingPolicy policy) {
        return new PolicyMaskers(
                policy,
                Masker.of(policy.towards(Direction.PROMPT)),
                Masker.of(policy.towards(Direction.ANSWER)));
    }
}
