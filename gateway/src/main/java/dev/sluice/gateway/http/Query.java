package dev.sluice.gateway.http;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.ObjectId;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.store.PageRequest;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What stands in the path and the query of a call for kept objects. Whatever is wrong is refused
/// here, and the answer is empty then.
final class Query {
    private Query() {}

    /// The object's id in the path. What cannot be an id names nothing, so it is empty too, and the
    /// caller answers as for any unknown one.
    static Optional<ObjectId> idIn(Call call) {
        String text = Objects.requireNonNull(call.routing().pathParam("id"), "the route has it");
        try {
            return Optional.of(new ObjectId(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static Optional<PageRequest> page(Call call, int limitByDefault, int limitMax) {
        @Nullable String text = call.request().getParam("limit");
        int limit = limitByDefault;
        if (text != null) {
            limit = number(text);
            if (limit < 1 || limit > limitMax) {
                return refused(call, "limit", "must be an integer between 1 and " + limitMax);
            }
        }
        @Nullable String order = call.request().getParam("order");
        if (order != null && !order.equals("asc") && !order.equals("desc")) {
            return refused(call, "order", "is none of asc and desc");
        }
        boolean isNewestFirst = !"asc".equals(order);
        return Optional.of(new PageRequest(limit, call.request().getParam("after"), isNewestFirst));
    }

    private static Optional<PageRequest> refused(Call call, String param, String problem) {
        call.refuse(Refusal.of(ErrorCode.INVALID_PARAMETER, param + ": " + problem, param));
        return Optional.empty();
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
