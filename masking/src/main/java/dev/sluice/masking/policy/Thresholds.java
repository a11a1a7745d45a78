package dev.sluice.masking.policy;

import dev.sluice.masking.detect.BuiltinDetectors;
import dev.sluice.masking.detect.EntityType;
import dev.sluice.masking.detect.Scoring;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// From which score on a match of a type is one, from 0 to 1. Lower finds more.
///
/// Only built-in types have scores: what a policy defines itself, and what guards pseudonyms, is
/// found whatever the threshold.
///
/// @param general for every type that is not named
/// @param ofTypes for the types that are
public record Thresholds(double general, Map<EntityType, Double> ofTypes)
        implements ToDoubleFunction<EntityType> {

    public static final Thresholds DEFAULT = new Thresholds(Scoring.THRESHOLD_DEFAULT, Map.of());

    private static final double ALWAYS = 0;

    public Thresholds {
        ofTypes = Map.copyOf(ofTypes);
        requireScore(general);
        ofTypes.values().forEach(Thresholds::requireScore);
    }

    @Override
    public double applyAsDouble(EntityType type) {
        return BuiltinDetectors.types().contains(type)
                ? ofTypes.getOrDefault(type, general)
                : ALWAYS;
    }

    /// Whether a number can be a threshold.
    public static boolean isScore(double value) {
        return value >= 0 && value <= 1;
    }

    private static void requireScore(double value) {
        if (!isScore(value)) {
            throw new IllegalArgumentException("threshold " + value + " is not from 0 to 1");
        }
    }
}
