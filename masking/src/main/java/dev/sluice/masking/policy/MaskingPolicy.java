package dev.sluice.masking.policy;

import dev.sluice.masking.detect.AllowList;
import dev.sluice.masking.detect.EntityType;
import dev.sluice.masking.transform.DisplayMask;
import dev.sluice.masking.transform.Transformation;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Entity type → transformation, and the values that are shown all the same. Applies to prompts and
/// to answers alike. A type that is not named gets its display mask: what nobody thought of is
/// hidden, not shown.
///
/// @param entities only the types that differ from the default
/// @param allow values of any type; a value of digits is compared without its separators, any other
///   without regard to case
public record MaskingPolicy(Map<EntityType, Transformation> entities, Set<String> allow) {

    private static final Transformation DEFAULT = new DisplayMask();

    private static final MaskingPolicy MASK_EVERYTHING = new MaskingPolicy(Map.of(), Set.of());

    public MaskingPolicy {
        entities = Map.copyOf(entities);
        allow =
                allow.stream()
                        .map(MaskingPolicy::canonical)
                        .collect(Collectors.toUnmodifiableSet());
    }

    /// The default: every known type is masked.
    public static MaskingPolicy maskEverything() {
        return MASK_EVERYTHING;
    }

    public Transformation transformationOf(EntityType type) {
        return entities.getOrDefault(type, DEFAULT);
    }

    public AllowList allowList() {
        return allow.isEmpty() ? AllowList.NOTHING : (_, value) -> allow.contains(canonical(value));
    }

    private static String canonical(String value) {
        boolean isNumber = value.chars().allMatch(c -> "0123456789 -+()".indexOf(c) >= 0);
        return isNumber ? value.replaceAll("[^0-9]", "") : value.toLowerCase(Locale.ROOT);
    }
}
