package dev.sluice.masking.kafka;

import dev.sluice.masking.Masker;
import dev.sluice.masking.policy.MaskingPolicy;
import dev.sluice.masking.rewrite.TextMask;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Supplier;

/// Makes a mask for each text. The policy is compiled once, at start; making a mask costs little.
@ApplicationScoped
class Masks implements Supplier<TextMask> {
    private final Masker masker = Masker.of(MaskingPolicy.maskEverything());

    @Override
    public TextMask get() {
        return new PolicyMask(masker.open());
    }
}
