package dev.sluice.worker.decode;

/// The engine could not get the memory that a pass needs. Nobody's fault alone: with fewer
/// sequences the same pass may succeed. The cache is as after any failed pass.
public final class EngineMemoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EngineMemoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
