package dev.sluice.gateway.rendering;

import dev.sluice.contracts.event.RouteEvent.RouteDefined;
import dev.sluice.contracts.event.RouteEvent.WeightedPool;
import dev.sluice.gateway.catalogue.ServedModel;
import java.util.List;

/// Routes as the admin API shows them. Each pool tells whether it is there: `ready`, `unavailable`
/// (known, but no worker takes requests now) or `unknown` (nobody has ever reported it).
public final class RouteJson {
    private RouteJson() {}

    public static String list(List<RouteDefined> routes, List<ServedModel> pools) {
        JsonText json = new JsonText().object().name("object").text("list");
        json.name("data").array();
        routes.forEach(route -> append(json, route, pools));
        return json.endArray().endObject().toString();
    }

    public static String one(RouteDefined route, List<ServedModel> pools) {
        JsonText json = new JsonText();
        append(json, route, pools);
        return json.toString();
    }

    public static String removed(String alias) {
        return new JsonText()
                .object()
                .name("object")
                .text("route.deleted")
                .name("alias")
                .text(alias)
                .name("deleted")
                .flag(true)
                .endObject()
                .toString();
    }

    private static void append(JsonText json, RouteDefined route, List<ServedModel> pools) {
        json.object().name("object").text("route").name("alias").text(route.alias());
        json.name("pools").array();
        for (WeightedPool pool : route.pools()) {
            weighted(json, pool).name("status").text(statusOf(pool, pools)).endObject();
        }
        json.endArray().name("previous");
        List<WeightedPool> previous = route.previous();
        if (previous == null) {
            json.nothing();
        } else {
            json.array();
            previous.forEach(pool -> weighted(json, pool).endObject());
            json.endArray();
        }
        json.name("defined_at").text(route.occurredAt().toString()).endObject();
    }

    private static JsonText weighted(JsonText json, WeightedPool pool) {
        return json.object()
                .name("pool")
                .text(pool.pool().value())
                .name("weight")
                .number(pool.weight());
    }

    private static String statusOf(WeightedPool pool, List<ServedModel> pools) {
        return pools.stream()
                .filter(served -> served.pool().equals(pool.pool()))
                .findAny()
                .map(served -> served.isReady() ? "ready" : "unavailable")
                .orElse("unknown");
    }
}
