package dev.sluice.standalone.doctor;

/// What one check came to.
///
/// @param remedy what to do; empty unless it failed
public record Check(String name, State state, String detail, String remedy) {
    /// `SKIPPED` is what could not be looked at because something else is missing.
    public enum State {
        OK,
        FAILED,
        SKIPPED
    }

    static Check ok(String name, String detail) {
        return new Check(name, State.OK, detail, "");
    }

    static Check failed(String name, String detail, String remedy) {
        return new Check(name, State.FAILED, detail, remedy);
    }
}
