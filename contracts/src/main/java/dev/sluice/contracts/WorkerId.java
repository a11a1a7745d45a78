package dev.sluice.contracts;

/// The stable name of a worker process; each start of it is a new incarnation.
public record WorkerId(String value) implements Identifier {
    public WorkerId {
        Identifier.checked("worker id", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
