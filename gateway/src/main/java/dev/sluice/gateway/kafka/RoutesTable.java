package dev.sluice.gateway.kafka;

import dev.sluice.contracts.event.RouteEvent;
import dev.sluice.contracts.event.RouteEvent.RouteDefined;
import dev.sluice.gateway.catalogue.RouteTable;

/// `routes` into the table of routes.
record RoutesTable(RouteTable routes) implements CompactedReader.Table<RouteEvent> {
    @Override
    public void apply(String recordKey, RouteEvent event) {
        switch (event) {
            case RouteDefined defined -> {
                if (!defined.alias().equals(recordKey)) {
                    throw new IllegalArgumentException("the record key is not the alias");
                }
                routes.apply(defined);
            }
        }
    }

    @Override
    public void remove(String recordKey) {
        routes.remove(recordKey);
    }

    @Override
    public void markComplete() {
        routes.markComplete();
    }

    @Override
    public boolean isComplete() {
        return routes.isComplete();
    }
}
