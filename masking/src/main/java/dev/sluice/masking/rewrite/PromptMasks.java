package dev.sluice.masking.rewrite;

import org.jspecify.annotations.Nullable;

/// The masks of one request's prompt. Owned by one thread.
public interface PromptMasks {
    /// Begins a text: the texts of a prompt are masked each on its own, and in their order.
    TextMask open();

    /// The policy's digest; absent: it is the default.
    @Nullable String policyDigest();

    /// What the answer's mask needs, sealed; absent: nothing. Called after the last text.
    @Nullable String sealedState();
}
