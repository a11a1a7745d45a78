package dev.sluice.runtime.kafka;

import dev.sluice.contracts.json.EventCodec;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// The shared pieces as beans, one each per process.
@ApplicationScoped
class KafkaBeans {
    @Produces
    @Singleton
    KafkaSettings settings(@ConfigProperty(name = "kafka.bootstrap.servers") String bootstrap) {
        return new KafkaSettings(bootstrap);
    }

    @Produces
    @Singleton
    EventCodec codec() {
        return new EventCodec();
    }
}
