package dev.sluice.gateway.admin;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.RouteEvent.RouteDefined;
import dev.sluice.contracts.event.RouteEvent.WeightedPool;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.admin.Reading.Refused;
import dev.sluice.gateway.admin.Reading.Understood;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.catalogue.RouteTable;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Changes routes: reads the log to its end, decides on what is in force then, writes.
///
/// A definition carries the one that it takes the place of, so a roll back needs no history that a
/// compacted topic does not keep; rolling back twice leads to where it began. Two gateways that
/// define one alias in the same instant both name the one before: the later stands.
public final class RouteAdmin {
    private final AdminLog log;
    private final RouteTable routes;

    public RouteAdmin(AdminLog log, RouteTable routes) {
        this.log = log;
        this.routes = routes;
    }

    /// Puts a route in force. `call` names the event, so that audit leads to who defined it.
    public CompletionStage<Reading<RouteDefined>> define(
            RouteForm form, RequestId call, Instant now) {
        return change(() -> defined(form, call, now));
    }

    /// Puts the definition before the one in force back.
    public CompletionStage<Reading<RouteDefined>> rollBack(
            String alias, RequestId call, Instant now) {
        return change(() -> rolledBack(alias, call, now));
    }

    /// Takes the alias away; completes with the route as it was.
    public CompletionStage<Reading<RouteDefined>> remove(String alias) {
        return log.refresh(Topic.ROUTES)
                .thenCompose(_ ->
                        switch (existing(alias)) {
                            case Refused<RouteDefined> refused -> done(refused);
                            case Understood<RouteDefined> route ->
                                    log.remove(Topic.ROUTES, alias).thenApply(_ -> route);
                        });
    }

    private CompletionStage<Reading<RouteDefined>> change(
            Supplier<Reading<RouteDefined>> decision) {
        return log.refresh(Topic.ROUTES)
                .thenCompose(_ ->
                        switch (decision.get()) {
                            case Refused<RouteDefined> refused -> done(refused);
                            case Understood<RouteDefined> route -> write(route);
                        });
    }

    private CompletionStage<Reading<RouteDefined>> write(Understood<RouteDefined> route) {
        RouteDefined event = route.value();
        return log.define(Topic.ROUTES, event.alias(), event).thenApply(_ -> route);
    }

    private static CompletionStage<Reading<RouteDefined>> done(Reading<RouteDefined> outcome) {
        return CompletableFuture.completedStage(outcome);
    }

    private Reading<RouteDefined> defined(RouteForm form, RequestId call, Instant now) {
        if (!routes.hasRoomFor(form.alias())) {
            return new Refused<>(
                    Refusal.of(
                            ErrorCode.INVALID_PARAMETER,
                            "alias: there are "
                                    + RouteTable.ROUTE_COUNT_MAX
                                    + " routes, the most that is allowed",
                            "alias"));
        }
        @Nullable List<WeightedPool> before =
                routes.find(form.alias()).map(route -> beforeChangeTo(form, route)).orElse(null);
        return new Understood<>(event(form.alias(), form.pools(), before, call, now));
    }

    /// Defining once more what is in force is no change: the way back stays open.
    private static @Nullable List<WeightedPool> beforeChangeTo(RouteForm form, RouteDefined route) {
        return route.pools().equals(form.pools()) ? route.previous() : route.pools();
    }

    private Reading<RouteDefined> rolledBack(String alias, RequestId call, Instant now) {
        if (!(existing(alias) instanceof Understood<RouteDefined>(RouteDefined route))) {
            return existing(alias);
        }
        List<WeightedPool> restored = route.previous();
        return restored == null
                ? new Refused<>(
                        Refusal.of(
                                ErrorCode.INVALID_PARAMETER,
                                "alias: route '" + alias + "' has no definition before this one",
                                "alias"))
                : new Understood<>(event(alias, restored, route.pools(), call, now));
    }

    private Reading<RouteDefined> existing(String alias) {
        return routes.find(alias)
                .<Reading<RouteDefined>>map(Understood::new)
                .orElseGet(() ->
                        new Refused<>(
                                Refusal.of(
                                        ErrorCode.NOT_FOUND,
                                        "there is no route '" + alias + "'",
                                        "alias")));
    }

    private static RouteDefined event(
            String alias,
            List<WeightedPool> pools,
            @Nullable List<WeightedPool> previous,
            RequestId call,
            Instant now) {
        return new RouteDefined(call + "/route", alias, now, pools, previous);
    }
}
