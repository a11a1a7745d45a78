package dev.sluice.modelbuilder.gguf;

/// The file is sound, but holds something this builder does not know; the message lists what it
/// does know.
public final class UnsupportedModelException extends ModelFileException {
    private static final long serialVersionUID = 1L;

    public UnsupportedModelException(String message) {
        super(message);
    }
}
