package dev.sluice.masking.policy;

import dev.sluice.masking.detect.AllowList;
import dev.sluice.masking.detect.BuiltinDetectors;
import dev.sluice.masking.detect.Detector;
import dev.sluice.masking.detect.EntityType;
import dev.sluice.masking.restore.PseudonymForm;
import dev.sluice.masking.transform.DisplayMask;
import dev.sluice.masking.transform.Hash;
import dev.sluice.masking.transform.Keep;
import dev.sluice.masking.transform.Keyed;
import dev.sluice.masking.transform.LookAlike;
import dev.sluice.masking.transform.OwnName;
import dev.sluice.masking.transform.Pseudonym;
import dev.sluice.masking.transform.Transformation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Entity type → transformation, and the values that are shown all the same. A type that is not
/// named gets its display mask: what nobody thought of is hidden, not shown.
///
/// @param entities only the types that differ from the default
/// @param allow values of any type; a value of digits is compared without its separators, any other
///   without regard to case
/// @param oneWay types whose transformation holds in one direction only; in the other they are kept
/// @param custom detectors of the tenant's own types
/// @param thresholds how sure a match must be
public record MaskingPolicy(
        Map<EntityType, Transformation> entities,
        Set<String> allow,
        Map<EntityType, Direction> oneWay,
        List<Detector> custom,
        Thresholds thresholds) {

    private static final Transformation DEFAULT = new DisplayMask();

    private static final MaskingPolicy MASK_EVERYTHING = new MaskingPolicy(Map.of(), Set.of());

    public MaskingPolicy {
        entities = Map.copyOf(entities);
        allow =
                allow.stream()
                        .map(MaskingPolicy::canonical)
                        .collect(Collectors.toUnmodifiableSet());
        oneWay = Map.copyOf(oneWay);
        custom = List.copyOf(custom);
    }

    /// Both directions alike, built-in types only, the default threshold.
    public MaskingPolicy(Map<EntityType, Transformation> entities, Set<String> allow) {
        this(entities, allow, Map.of(), List.of(), Thresholds.DEFAULT);
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

    /// Whether some value is replaced by what a key gives.
    public boolean needsKeys() {
        return entities.values().stream().anyMatch(Keyed.class::isInstance);
    }

    /// The policy as it holds for texts of one direction. In prompts, what looks like a pseudonym
    /// but is none becomes a type of its own; in answers, pseudonyms and hashes do.
    public MaskingPolicy towards(Direction direction) {
        Map<EntityType, Transformation> applied = new HashMap<>(entities);
        oneWay.forEach((type, only) -> {
            if (only != direction) {
                applied.put(type, new Keep());
            }
        });
        List<Detector> detectors = new ArrayList<>(custom);
        List<EntityType> pseudonyms = typesWith(new Pseudonym());
        List<EntityType> hashes = typesWith(new Hash());
        switch (direction) {
            case PROMPT -> {
                if (applied.containsValue(new Pseudonym())) {
                    applied.put(LookAlike.TYPE, new LookAlike());
                    detectors.add(PseudonymForm.lookAlikes(pseudonyms));
                }
            }
            case ANSWER -> {
                if (!pseudonyms.isEmpty() || !hashes.isEmpty()) {
                    applied.put(OwnName.TYPE, new OwnName());
                    detectors.add(PseudonymForm.ownNames(pseudonyms, hashes));
                }
            }
        }
        return new MaskingPolicy(applied, allow, Map.of(), detectors, thresholds);
    }

    /// What finds the types of this policy.
    public List<Detector> detectors() {
        List<Detector> all = new ArrayList<>(BuiltinDetectors.all());
        all.addAll(custom);
        return all;
    }

    private List<EntityType> typesWith(Transformation transformation) {
        return entities.entrySet().stream()
                .filter(entity -> entity.getValue().equals(transformation))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static String canonical(String value) {
        boolean isNumber = value.chars().allMatch(c -> "0123456789 -+()".indexOf(c) >= 0);
        return isNumber ? value.replaceAll("[^0-9]", "") : value.toLowerCase(Locale.ROOT);
    }
}
