package dev.sluice.gateway.admission;

/// Reads `n`: how many answers to the one prompt.
final class ChoiceFields {
    private static final String COUNT = "n";

    private ChoiceFields() {}

    /// `countMax` 1: where there is one answer only.
    static int read(Fields body, int countMax) throws BadField {
        if (countMax == 1) {
            Tolerances.ONE_ONLY.check(body, COUNT);
            return 1;
        }
        Long count = body.integer(COUNT, 1, countMax);
        return count == null ? 1 : Math.toIntExact(count);
    }
}
