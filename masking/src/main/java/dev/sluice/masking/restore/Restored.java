package dev.sluice.masking.restore;

/// What one step of a [Restorer] let through: the same piece of an answer, for everybody and for
/// the caller.
///
/// @param masked may stand on a topic
/// @param restored with the caller's own values
public record Restored(String masked, String restored) {

    /// Whether the caller sees something of his own here.
    public boolean differs() {
        return !masked.equals(restored);
    }

    /// Without the texts.
    @Override
    public String toString() {
        return "Restored[%d characters, differs=%s]".formatted(masked.length(), differs());
    }
}
