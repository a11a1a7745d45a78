package dev.sluice.contracts;

/// One deployed model version: the workers that serve it share its name.
public record PoolName(String value) implements Identifier {
    public PoolName {
        Identifier.checked("pool name", value);
    }

    @Override
    public String toString() {
        return value;
    }
}
