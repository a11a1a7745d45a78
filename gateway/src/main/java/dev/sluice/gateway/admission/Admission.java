package dev.sluice.gateway.admission;

/// The outcome of reading a request.
public sealed interface Admission {
    record Admitted(InferenceForm form) implements Admission {}

    record Refused(Refusal refusal) implements Admission {}
}
