package dev.sluice.gateway.admission;

import dev.sluice.contracts.ErrorCode;

/// Carries a refusal out of the depth of a body to whoever reads it, who turns it into a value.
public final class BadField extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int PARAM_LENGTH_MAX = 128;

    private final transient Refusal refusal;

    private BadField(Refusal refusal) {
        super(refusal.message(), null, false, false);
        this.refusal = refusal;
    }

    public static BadField invalid(String param, String problem) {
        return of(ErrorCode.INVALID_PARAMETER, param, problem);
    }

    static BadField unsupported(String param, String problem) {
        return of(ErrorCode.UNSUPPORTED_PARAMETER, param, problem);
    }

    private static BadField of(ErrorCode code, String param, String problem) {
        String shown =
                param.length() <= PARAM_LENGTH_MAX
                        ? param
                        : param.substring(0, PARAM_LENGTH_MAX) + "…";
        return new BadField(Refusal.of(code, shown + ": " + problem, shown));
    }

    public Refusal refusal() {
        return refusal;
    }
}
