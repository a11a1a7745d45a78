package dev.sluice.worker.engine;

/// What [CudaProbe] found out about one thing that a GPU needs.
///
/// @param name what was looked at, in a word or two
/// @param detail what was found, with the version; where it failed also what is needed
/// @param remedy what to do; empty unless it failed
public record CudaFinding(String name, State state, String detail, String remedy) {
    /// `UNCHECKED` is what could not be looked at because an earlier thing failed.
    public enum State {
        OK,
        FAILED,
        UNCHECKED
    }

    static CudaFinding ok(String name, String detail) {
        return new CudaFinding(name, State.OK, detail, "");
    }

    static CudaFinding failed(String name, String detail, String remedy) {
        return new CudaFinding(name, State.FAILED, detail, remedy);
    }

    static CudaFinding unchecked(String name, String missing) {
        return new CudaFinding(name, State.UNCHECKED, "not checked without " + missing, "");
    }
}
