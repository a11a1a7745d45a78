package dev.sluice.simulation;

/// A process ends in the middle of what it does, as at SIGKILL. An error, so that nothing in the
/// services catches it.
final class ProcessDied extends Error {
    private static final long serialVersionUID = 1L;

    ProcessDied(String name) {
        super(name + " was killed", null, false, false);
    }
}
