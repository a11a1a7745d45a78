package dev.sluice.gateway.admin;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.RouteEvent.RouteDefined;
import dev.sluice.contracts.event.RouteEvent.WeightedPool;
import dev.sluice.gateway.admission.BadField;
import dev.sluice.gateway.admission.Fields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `{"alias":"chat","pools":[{"pool":"stable","weight":95},{"pool":"canary","weight":5}]}`. A pool
/// that nobody serves yet is allowed: it gets its share when its first worker reports.
public record RouteForm(String alias, List<WeightedPool> pools) {
    /// What a model's name may be, with the slash of `owner/name`.
    private static final Pattern ALIAS = Pattern.compile("[A-Za-z0-9_:-][A-Za-z0-9._:/-]*");

    public RouteForm {
        pools = List.copyOf(pools);
    }

    public static Reading<RouteForm> read(@Nullable Object json) {
        return Reading.of(json, body -> new RouteForm(alias(body), pools(body)));
    }

    private static String alias(Fields body) throws BadField {
        String alias = body.requiredText("alias");
        if (alias.length() > InferenceSpec.MODEL_LENGTH_MAX || !ALIAS.matcher(alias).matches()) {
            throw BadField.invalid(
                    "alias",
                    "must be 1 to "
                            + InferenceSpec.MODEL_LENGTH_MAX
                            + " of [A-Za-z0-9._:/-], not starting with a dot or a slash");
        }
        return alias;
    }

    private static List<WeightedPool> pools(Fields body) throws BadField {
        List<?> listed = body.list("pools");
        if (listed == null || listed.isEmpty()) {
            throw BadField.invalid("pools", listed == null ? "is missing" : "is empty");
        }
        if (listed.size() > RouteDefined.POOL_COUNT_MAX) {
            throw BadField.invalid(
                    "pools",
                    "has " + listed.size() + " pools, allowed are " + RouteDefined.POOL_COUNT_MAX);
        }
        List<WeightedPool> pools = new ArrayList<>();
        Set<PoolName> names = new HashSet<>();
        for (int i = 0; i < listed.size(); i++) {
            WeightedPool pool = pool(Fields.ofElement(listed.get(i), "pools[" + i + "]"));
            if (!names.add(pool.pool())) {
                throw BadField.invalid("pools[" + i + "].pool", "stands there twice");
            }
            pools.add(pool);
        }
        if (pools.stream().allMatch(pool -> pool.weight() == 0)) {
            throw BadField.invalid("pools", "all weights are 0, one must be more");
        }
        return pools;
    }

    private static WeightedPool pool(Fields listed) throws BadField {
        PoolName name = name(listed);
        Long weight = listed.integer("weight", 0, WeightedPool.WEIGHT_MAX);
        if (weight == null) {
            throw BadField.invalid(listed.pathOf("weight"), "is missing");
        }
        listed.refuseOthers();
        return new WeightedPool(name, weight.intValue());
    }

    private static PoolName name(Fields listed) throws BadField {
        try {
            return new PoolName(listed.requiredText("pool"));
        } catch (IllegalArgumentException e) {
            throw BadField.invalid(listed.pathOf("pool"), String.valueOf(e.getMessage()));
        }
    }
}
