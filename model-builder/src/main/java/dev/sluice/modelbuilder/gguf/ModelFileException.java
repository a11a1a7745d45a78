package dev.sluice.modelbuilder.gguf;

/// A model file that cannot be used; the message says which file, what in it, the value found and
/// the limit.
public abstract sealed class ModelFileException extends RuntimeException
        permits DamagedModelException, UnsupportedModelException {
    private static final long serialVersionUID = 1L;

    ModelFileException(String message) {
        super(message);
    }
}
