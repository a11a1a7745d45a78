package dev.sluice.gateway.kafka;

import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.WorkerEvent;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
import dev.sluice.gateway.catalogue.ModelCatalogue;

/// `workers` into the catalogue of models.
record WorkersTable(ModelCatalogue catalogue) implements CompactedReader.Table<WorkerEvent> {
    @Override
    public void apply(String recordKey, WorkerEvent event) {
        switch (event) {
            case WorkerReported reported -> catalogue.apply(reported);
        }
    }

    @Override
    public void remove(String recordKey) {
        catalogue.remove(new WorkerId(recordKey));
    }

    @Override
    public void markComplete() {
        catalogue.markComplete();
    }

    @Override
    public boolean isComplete() {
        return catalogue.hasAllReports();
    }
}
