package dev.sluice.masking.policy;

import java.util.Objects;

/// Why a custom pattern is not taken: one line that names the construct.
public final class RefusedPatternException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedPatternException(String reason) {
        super(reason);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
