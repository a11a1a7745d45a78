package dev.sluice.scheduler.placement;

/// Who gets which slot.
///
/// @param reservePercent part of a pool's slots that only tenants below their share are given
/// @param prefixCountMax most prompt prefixes whose worker is remembered; 0 for none
/// @param preemptionsMax so often a BATCH request gives its slot to an INTERACTIVE one; 0 for never
public record PlacementSettings(int reservePercent, int prefixCountMax, int preemptionsMax) {
    private static final int RESERVE_PERCENT_MAX = 50;

    public PlacementSettings {
        if (reservePercent < 0 || reservePercent > RESERVE_PERCENT_MAX) {
            throw new IllegalArgumentException(
                    "reserve-percent is "
                            + reservePercent
                            + ", must be between 0 and "
                            + RESERVE_PERCENT_MAX);
        }
        notNegative("prefix-count-max", prefixCountMax);
        notNegative("preemptions-max", preemptionsMax);
    }

    /// Slots of a pool with so many.
    public int reserved(int slots) {
        return Math.round(slots * reservePercent / 100f);
    }

    private static void notNegative(String what, int value) {
        if (value < 0) {
            throw new IllegalArgumentException(what + " is " + value + ", must not be negative");
        }
    }
}
