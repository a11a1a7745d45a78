package dev.sluice.masking.policy;

/// What became of a policy text.
public sealed interface PolicyReading {

    record Accepted(MaskingPolicy policy) implements PolicyReading {}

    /// The policy in force stays.
    ///
    /// @param reason one line that names the offending action or type
    record Refused(String reason) implements PolicyReading {}
}
