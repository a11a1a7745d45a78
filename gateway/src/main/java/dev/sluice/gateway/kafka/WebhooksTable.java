package dev.sluice.gateway.kafka;

import dev.sluice.contracts.event.TenantEvent;
import dev.sluice.contracts.event.TenantEvent.WebhookDefined;
import dev.sluice.gateway.webhook.WebhookBook;

/// What `tenants` says of endpoints, into the book; the rest is others' business.
record WebhooksTable(WebhookBook book) implements CompactedReader.Table<TenantEvent> {
    @Override
    public void apply(String recordKey, TenantEvent event) {
        if (event instanceof WebhookDefined defined) {
            if (!defined.recordKey().equals(recordKey)) {
                throw new IllegalArgumentException("the record key is not the event's");
            }
            book.apply(defined);
        }
    }

    @Override
    public void remove(String recordKey) {
        book.remove(recordKey);
    }

    @Override
    public void markComplete() {
        book.markComplete();
    }

    @Override
    public boolean isComplete() {
        return book.isComplete();
    }
}
