package dev.sluice.gateway.kafka;

import dev.sluice.contracts.json.EventCodec;
import dev.sluice.gateway.config.FilesConfig;
import dev.sluice.gateway.config.StoreConfig;
import dev.sluice.gateway.metrics.GatewayMetrics;
import dev.sluice.gateway.store.BucketContents;
import dev.sluice.gateway.store.Buckets;
import dev.sluice.gateway.store.FileContents;
import dev.sluice.gateway.store.FolderContents;
import dev.sluice.gateway.store.GatewayDatabase;
import dev.sluice.gateway.store.GatewayStore;
import dev.sluice.gateway.store.SealedForms;
import dev.sluice.runtime.home.Home;
import dev.sluice.runtime.kafka.KafkaSettings;
import dev.sluice.runtime.secrets.HomeSecrets;
import dev.sluice.runtime.secrets.TenantSecrets;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.InstantSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import software.amazon.awssdk.services.s3.S3Client;

/// Builds the tables and the contents of files, and the loop that fills the tables. The database is
/// opened by that loop, so that a start does not wait for it.
@ApplicationScoped
class GatewayTables {
    private final GatewayDatabase database;
    private final GatewayStore store;
    private final FileContents contents;
    private final Loop projection;
    private final Loop retention;

    GatewayTables(
            KafkaSettings settings,
            EventCodec codec,
            GatewayMetrics metrics,
            GatewayKafka kafka,
            StoreConfig config,
            FilesConfig files,
            @ConfigProperty(name = "quarkus.http.port") int port) {
        Home home = Home.open();
        TenantSecrets secrets = HomeSecrets.of(home);
        database = new GatewayDatabase(config, home, port);
        contents = contents(files, home, secrets);
        var catchUp = new CatchUp(config.catchUpTimeout());
        store = new GatewayStore(database::get, catchUp, new SealedForms(secrets), codec);
        LogConsumers consumers = new LogConsumers(settings);
        projection =
                new Loop(
                        "gateway-projection",
                        new ProjectionReader(
                                consumers::projection,
                                consumers::ends,
                                codec,
                                store,
                                catchUp,
                                kafka::putAsideOnce,
                                metrics));
        retention =
                new Loop(
                        "gateway-retention",
                        new RetentionLoop(store, contents, config.keep(), InstantSource.system()));
    }

    private static FileContents contents(FilesConfig files, Home home, TenantSecrets secrets) {
        Path folder = files.folder().map(Path::of).orElseGet(home::files);
        if (files.bucket().isEmpty()) {
            return new FolderContents(folder, secrets);
        }
        S3Client client = Buckets.client(files.bucketEndpoint(), files.bucketRegion());
        return new BucketContents(client, files.bucket().get(), folder, secrets);
    }

    void onStart(@Observes StartupEvent started) {
        projection.start();
        retention.start();
    }

    void onStop(@Observes ShutdownEvent stopping) {
        retention.close();
        projection.close();
        database.close();
    }

    boolean isAlive() {
        return projection.isTurning();
    }

    @Produces
    @Singleton
    GatewayStore store() {
        return store;
    }

    @Produces
    @Singleton
    FileContents contents() {
        return contents;
    }
}
