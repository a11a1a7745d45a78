package dev.sluice.gateway.rendering;

import java.util.List;
import java.util.function.Function;

/// One page of a list; `hasMore`: others follow it.
public record Page<T>(List<T> items, boolean hasMore) {
    public Page {
        items = List.copyOf(items);
    }

    /// The page out of what was looked up: one item more than fits tells that others follow.
    public static <T> Page<T> of(List<T> found, int limit) {
        boolean hasMore = found.size() > limit;
        return new Page<>(hasMore ? found.subList(0, limit) : found, hasMore);
    }

    /// The properties that a list ends with.
    void close(JsonText json, Function<T, String> idOf) {
        json.name("first_id").text(items.isEmpty() ? null : idOf.apply(items.getFirst()));
        json.name("last_id").text(items.isEmpty() ? null : idOf.apply(items.getLast()));
        json.name("has_more").flag(hasMore);
    }
}
