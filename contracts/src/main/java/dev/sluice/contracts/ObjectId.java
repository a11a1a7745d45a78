package dev.sluice.contracts;

/// A thing that the front door keeps under a name of its own: a response, a file, a batch.
public record ObjectId(String value) implements Identifier {
    public ObjectId {
        Identifier.checked("object id", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
