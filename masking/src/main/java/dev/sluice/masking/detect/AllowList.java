package dev.sluice.masking.detect;

/// Values that a policy shows although they are personal data, such as a published address.
@FunctionalInterface
public interface AllowList {

    /// The empty list; with it no value has to be looked at.
    AllowList NOTHING = (_, _) -> false;

    /// Whether this value of this type is shown.
    ///
    /// @param folded the value as detectors see it
    boolean allows(EntityType type, String folded);
}
