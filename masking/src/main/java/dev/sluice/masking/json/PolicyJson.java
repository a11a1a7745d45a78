package dev.sluice.masking.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.masking.detect.BuiltinDetectors;
import dev.sluice.masking.detect.EntityType;
import dev.sluice.masking.policy.Direction;
import dev.sluice.masking.policy.MaskingPolicy;
import dev.sluice.masking.policy.PolicyReading;
import dev.sluice.masking.policy.PolicyReading.Accepted;
import dev.sluice.masking.policy.PolicyReading.Refused;
import dev.sluice.masking.transform.Transformation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The policy file: `{"entities": {"CN_MOBILE": {"action": "mask"}}, "allow": ["…"]}`.
///
/// Strict on purpose. A field that is misspelt, a type no detector finds or an action that does not
/// exist refuses the whole policy: reading past it would mask less than its author believes.
public final class PolicyJson {

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .build();

    private static final Set<String> FIELDS = Set.of("entities", "allow", "custom");

    private static final Set<String> ENTITY_FIELDS = Set.of("action", "direction");

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
                    "policy field '%s' is unknown; known: entities, allow, custom"
                            .formatted(field.getKey()));
        }
        refuseCustom(root.path("custom"));
        Map<EntityType, Transformation> entities = new HashMap<>();
        Map<EntityType, Direction> oneWay = new HashMap<>();
        readEntities(root.path("entities"), entities, oneWay);
        return new MaskingPolicy(entities, allow(root.path("allow")), oneWay, List.of());
    }

    private static void readEntities(
            JsonNode node,
            Map<EntityType, Transformation> entities,
            Map<EntityType, Direction> oneWay)
            throws RefusedException {
        require(
                node.isMissingNode() || node.isObject(),
                "policy field 'entities' must be an object");
        for (Map.Entry<String, JsonNode> entity : node.properties()) {
            EntityType type = type(entity.getKey());
            JsonNode rule = entity.getValue();
            entities.put(type, transformation(type, rule));
            Direction direction = direction(type, rule.path("direction"));
            if (direction != null) {
                oneWay.put(type, direction);
            }
        }
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

    private static EntityType type(String name) throws RefusedException {
        for (EntityType known : BuiltinDetectors.types()) {
            if (known.name().equals(name)) {
                return known;
            }
        }
        String known =
                BuiltinDetectors.types().stream()
                        .sorted()
                        .map(EntityType::name)
                        .collect(Collectors.joining(", "));
        throw new RefusedException("no detector finds entity '" + name + "'; known: " + known);
    }

    private static Transformation transformation(EntityType type, JsonNode node)
            throws RefusedException {
        require(
                node.isObject() && node.path("action").isTextual(),
                "entity '%s' must be {\"action\": \"…\"}".formatted(type));
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            require(
                    ENTITY_FIELDS.contains(field.getKey()),
                    "field '%s' of entity '%s' is unknown; known: action, direction"
                            .formatted(field.getKey(), type));
        }
        String action = node.path("action").textValue();
        return Transformation.named(action)
                .orElseThrow(() -> new RefusedException(unknownAction(type, action)));
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

    private static void refuseCustom(JsonNode node) throws RefusedException {
        require(node.isMissingNode() || node.isArray(), "policy field 'custom' must be an array");
        if (!node.isEmpty()) {
            throw new RefusedException(
                    "custom type '%s': custom patterns are not supported"
                            .formatted(node.path(0).path("type").asText()));
        }
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
