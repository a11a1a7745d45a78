package dev.sluice.gateway.grpc;

/// A message that cannot be read. What it says quotes nothing: a message holds a prompt.
public final class BadMessage extends Exception {
    private static final long serialVersionUID = 1L;

    BadMessage(String problem) {
        super(problem, null, false, false);
    }

    /// What is wrong, fit to show to the caller.
    public String problem() {
        return String.valueOf(getMessage());
    }
}
