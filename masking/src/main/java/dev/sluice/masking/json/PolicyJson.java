package dev.sluice.masking.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.masking.detect.BuiltinDetectors;
import dev.sluice.masking.detect.Detector;
import dev.sluice.masking.detect.EntityType;
import dev.sluice.masking.fpe.FormatPreserving;
import dev.sluice.masking.policy.CustomPattern;
import dev.sluice.masking.policy.Direction;
import dev.sluice.masking.policy.MaskingPolicy;
import dev.sluice.masking.policy.PolicyReading;
import dev.sluice.masking.policy.PolicyReading.Accepted;
import dev.sluice.masking.policy.PolicyReading.Refused;
import dev.sluice.masking.policy.RefusedPatternException;
import dev.sluice.masking.policy.Thresholds;
import dev.sluice.masking.transform.FormatPreserved;
import dev.sluice.masking.transform.Transformation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The policy file: `{"entities": {"CN_MOBILE": {"action": "mask", "direction": "prompt",
/// "threshold": 0.6}}, "threshold": 0.4, "allow": ["…"], "custom": [{"type": "BADGE", "pattern":
/// "B-\\d{6}", "action": "block"}]}`.
///
/// Strict on purpose. A field that is misspelt, a type no detector finds or an action that does not
/// exist refuses the whole policy: reading past it would mask less than its author believes.
public final class PolicyJson {

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .build();

    private static final Set<String> FIELDS = Set.of("entities", "allow", "custom", "threshold");

    private static final Set<String> ENTITY_FIELDS =
            new TreeSet<>(Set.of("action", "direction", "threshold"));
    private static final Set<String> CUSTOM_FIELDS =
            new TreeSet<>(Set.of("type", "pattern", "action", "direction"));
    private static final String FORMAT_PRESERVED = new FormatPreserved().action();
    private static final int CUSTOM_MAX = 50;
    private static final int NAME_SHOWN_MAX = 80;

    private PolicyJson() {}

    public static PolicyReading read(String json) {
        try {
            return new Accepted(policy(MAPPER.readTree(json)));
        } catch (JsonProcessingException e) {
            return new Refused("policy is not valid JSON: " + e.getOriginalMessage());
        } catch (RefusedException e) {
            return new Refused(e.getMessage());
        }
    }

    private static MaskingPolicy policy(JsonNode root) throws RefusedException {
        require(root.isObject(), "policy must be a JSON object");
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            require(
                    FIELDS.contains(field.getKey()),
                    "policy field '%s' is unknown; known: entities, allow, custom, threshold"
                            .formatted(printable(field.getKey())));
        }
        Rules rules = new Rules();
        rules.readCustom(root.path("custom"));
        rules.readEntities(root.path("entities"));
        JsonNode general = root.path("threshold");
        return new MaskingPolicy(
                rules.entities,
                allow(root.path("allow")),
                rules.oneWay,
                rules.custom,
                new Thresholds(
                        general.isMissingNode()
                                ? Thresholds.DEFAULT.general()
                                : threshold("policy field 'threshold'", general),
                        rules.thresholds));
    }

    /// What becomes of which type.
    private static final class Rules {
        private final Map<EntityType, Transformation> entities = new HashMap<>();
        private final Map<EntityType, Direction> oneWay = new HashMap<>();
        private final Map<EntityType, Double> thresholds = new HashMap<>();
        private final List<Detector> custom = new ArrayList<>();

        void readEntities(JsonNode node) throws RefusedException {
            require(
                    node.isMissingNode() || node.isObject(),
                    "policy field 'entities' must be an object");
            for (Map.Entry<String, JsonNode> entity : node.properties()) {
                EntityType type = type(entity.getKey());
                JsonNode rule = entity.getValue();
                require(
                        rule.isObject() && (rule.has("action") || rule.has("threshold")),
                        "entity '%s' must be {\"action\": \"…\"}".formatted(type));
                put(type, rule, ENTITY_FIELDS);
                readThreshold(type, rule.path("threshold"));
            }
        }

        private void readThreshold(EntityType type, JsonNode node) throws RefusedException {
            if (!node.isMissingNode()) {
                require(
                        BuiltinDetectors.types().contains(type),
                        "threshold of '%s': a type of your own has no score, it is always found"
                                .formatted(type));
                thresholds.put(type, threshold("threshold of '%s'".formatted(type), node));
            }
        }

        void readCustom(JsonNode node) throws RefusedException {
            require(
                    node.isMissingNode() || node.isArray(),
                    "policy field 'custom' must be an array");
            require(
                    node.size() <= CUSTOM_MAX,
                    "policy has %d custom types, allowed are %d"
                            .formatted(node.size(), CUSTOM_MAX));
            for (JsonNode rule : node) {
                EntityType type = newType(rule.path("type"));
                String pattern = rule.path("pattern").textValue();
                require(pattern != null, "custom type '%s' needs a pattern".formatted(type));
                put(type, rule, CUSTOM_FIELDS);
                try {
                    custom.add(CustomPattern.compile(type, pattern));
                } catch (RefusedPatternException e) {
                    throw new RefusedException(
                            "custom type '%s': %s".formatted(type, e.getMessage()));
                }
            }
        }

        /// The default action is to mask.
        private void put(EntityType type, JsonNode rule, Set<String> fields)
                throws RefusedException {
            for (Map.Entry<String, JsonNode> field : rule.properties()) {
                require(
                        fields.contains(field.getKey()),
                        "field '%s' of '%s' is unknown; known: %s"
                                .formatted(
                                        printable(field.getKey()),
                                        type,
                                        String.join(", ", fields)));
            }
            entities.put(type, transformation(type, rule.path("action")));
            Direction direction = direction(type, rule.path("direction"));
            if (direction != null) {
                oneWay.put(type, direction);
            }
        }

        private EntityType newType(JsonNode name) throws RefusedException {
            require(
                    name.isTextual(),
                    "each custom type must be {\"type\", \"pattern\", \"action\"}");
            EntityType type;
            try {
                type = new EntityType(name.textValue());
            } catch (IllegalArgumentException e) {
                throw new RefusedException(
                        "custom type '%s' must be 2 to 64 of A-Z, 0-9 and _"
                                .formatted(printable(name.textValue())));
            }
            require(
                    !BuiltinDetectors.types().contains(type) && !entities.containsKey(type),
                    "custom type '%s' is there already".formatted(type));
            return type;
        }

        private EntityType type(String name) throws RefusedException {
            for (Detector detector : custom) {
                if (detector.type().name().equals(name)) {
                    return detector.type();
                }
            }
            return builtinType(name);
        }
    }

    private static String printable(String name) {
        String line = name.replaceAll("\\p{Cntrl}", "?");
        return line.length() <= NAME_SHOWN_MAX ? line : line.substring(0, NAME_SHOWN_MAX) + "…";
    }

    /// Null: both.
    private static @Nullable Direction direction(EntityType type, JsonNode node)
            throws RefusedException {
        if (node.isMissingNode() || node.asText().equals("both")) {
            return null;
        }
        for (Direction known : Direction.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(node.textValue())) {
                return known;
            }
        }
        throw new RefusedException(
                "direction of entity '%s' must be prompt, answer or both".formatted(type));
    }

    private static EntityType builtinType(String name) throws RefusedException {
        for (EntityType known : BuiltinDetectors.types()) {
            if (known.name().equals(name)) {
                return known;
            }
        }
        throw new RefusedException(
                "no detector finds entity '%s'; known: %s"
                        .formatted(printable(name), names(BuiltinDetectors.types())));
    }

    private static String names(Set<EntityType> types) {
        return types.stream().sorted().map(EntityType::name).collect(Collectors.joining(", "));
    }

    private static Transformation transformation(EntityType type, JsonNode node)
            throws RefusedException {
        require(
                node.isMissingNode() || node.isTextual(),
                "action of '%s' must be a string".formatted(type));
        String action = node.isMissingNode() ? "mask" : node.textValue();
        require(
                !action.equals(FORMAT_PRESERVED) || FormatPreserving.types().contains(type),
                ("action 'fpe' of entity '%s' is not offered: fewer than 1,000,000 values share its"
                                + " form, or it has none of digits; it is for %s")
                        .formatted(type, names(FormatPreserving.types())));
        return Transformation.named(action)
                .orElseThrow(() -> new RefusedException(unknownAction(type, printable(action))));
    }

    private static double threshold(String name, JsonNode node) throws RefusedException {
        require(
                node.isNumber() && Thresholds.isScore(node.doubleValue()),
                "%s must be a number from 0 to 1, not %s"
                        .formatted(name, printable(node.toString())));
        return node.doubleValue();
    }

    private static String unknownAction(EntityType type, String action) {
        String known =
                Transformation.ALL.stream()
                        .map(Transformation::action)
                        .collect(Collectors.joining(", "));
        return "action '%s' of entity '%s' is unknown; known: %s".formatted(action, type, known);
    }

    private static Set<String> allow(JsonNode node) throws RefusedException {
        require(node.isMissingNode() || node.isArray(), "policy field 'allow' must be an array");
        Set<String> allow = new HashSet<>();
        for (JsonNode value : node) {
            require(value.isTextual(), "policy field 'allow' must hold only strings");
            allow.add(value.textValue());
        }
        return allow;
    }

    private static void require(boolean holds, String reason) throws RefusedException {
        if (!holds) {
            throw new RefusedException(reason);
        }
    }

    /// Carries the reason out of the reading; never leaves this class.
    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String reason) {
            super(reason);
        }

        @Override
        public String getMessage() {
            return Objects.requireNonNull(super.getMessage());
        }
    }
}
