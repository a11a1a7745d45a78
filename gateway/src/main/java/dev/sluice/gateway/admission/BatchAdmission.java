package dev.sluice.gateway.admission;

/// The outcome of reading a request for a batch.
public sealed interface BatchAdmission {
    record Admitted(BatchForm form) implements BatchAdmission {}

    record Refused(Refusal refusal) implements BatchAdmission {}
}
