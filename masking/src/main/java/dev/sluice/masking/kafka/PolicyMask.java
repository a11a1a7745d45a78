package dev.sluice.masking.kafka;

import dev.sluice.masking.Finding;
import dev.sluice.masking.Masked;
import dev.sluice.masking.StreamingMasker;
import dev.sluice.masking.rewrite.TextMask;
import java.util.Map;
import java.util.TreeMap;

/// The streaming masker as the rewrite sees it, with its findings counted.
final class PolicyMask implements TextMask {
    private final StreamingMasker masker;
    private final Map<String, Integer> findings = new TreeMap<>();
    private boolean blocked;

    PolicyMask(StreamingMasker masker) {
        this.masker = masker;
    }

    @Override
    public String append(String text) {
        return take(masker.append(text));
    }

    @Override
    public String flush() {
        return take(masker.flush());
    }

    int heldLength() {
        return masker.heldLength();
    }

    @Override
    public boolean isBlocked() {
        return blocked;
    }

    @Override
    public Map<String, Integer> findings() {
        return findings;
    }

    private String take(Masked step) {
        for (Finding finding : step.findings()) {
            findings.merge(finding.type().name(), 1, Integer::sum);
        }
        blocked |= step.isBlocked();
        return step.text();
    }
}
