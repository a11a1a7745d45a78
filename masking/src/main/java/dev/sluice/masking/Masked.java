package dev.sluice.masking;

import java.util.List;

/// What one step of a masker let through.
///
/// @param text may be shown
/// @param findings decided in this step, in the order of the text
/// @param isBlocked the policy ends this stream: nothing follows, now or later
public record Masked(String text, List<Finding> findings, boolean isBlocked) {

    public Masked {
        findings = List.copyOf(findings);
    }

    /// Without the text: it is a prompt or an answer, and belongs into no log.
    @Override
    public String toString() {
        return "Masked[text=%d characters, findings=%s, isBlocked=%s]"
                .formatted(text.length(), findings, isBlocked);
    }
}
