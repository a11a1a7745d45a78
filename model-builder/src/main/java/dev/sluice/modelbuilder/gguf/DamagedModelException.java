package dev.sluice.modelbuilder.gguf;

/// The file contradicts its own format: truncated, overwritten, or never a model. Fetching it again
/// may help.
public final class DamagedModelException extends ModelFileException {
    private static final long serialVersionUID = 1L;

    public DamagedModelException(String message) {
        super(message);
    }
}
