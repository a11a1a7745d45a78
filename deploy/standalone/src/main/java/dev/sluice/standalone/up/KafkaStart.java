package dev.sluice.standalone.up;

import dev.sluice.runtime.kafka.KafkaSettings;
import dev.sluice.runtime.kafka.TopicAdmin;
import dev.sluice.standalone.broker.EmbeddedBroker;
import dev.sluice.standalone.console.OperatorFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Kafka with all topics in place, on its way: begun on a thread of its own, waited for by the main
/// thread.
final class KafkaStart {
    private static final Duration BROKER_PATIENCE = Duration.ofSeconds(30);

    private final CompletableFuture<String> bootstrapServers;

    private KafkaStart(CompletableFuture<String> bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /// Starts the embedded broker, or takes the one at `given`, and makes the topics there.
    static KafkaStart begin(@Nullable String given, Path brokerFolder, StopOrder stopOrder) {
        return new KafkaStart(
                CompletableFuture.supplyAsync(
                        () -> {
                            String kafka =
                                    given == null ? startBroker(brokerFolder, stopOrder) : given;
                            ensureTopics(kafka);
                            return kafka;
                        },
                        start -> Thread.ofPlatform().daemon().name("kafka-start").start(start)));
    }

    /// What clients take as `bootstrap.servers`.
    String await() {
        try {
            return bootstrapServers.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof OperatorFailure told
                    ? told
                    : new OperatorFailure(
                            "Kafka does not start: " + OperatorFailure.reasonOf(failed), failed);
        }
    }

    /// Waits for the end of the start, good or bad: a broker half started cannot be stopped.
    void settle() {
        bootstrapServers.exceptionally(_ -> "").join();
    }

    private static String startBroker(Path folder, StopOrder stopOrder) {
        var broker = EmbeddedBroker.start(folder, OptionalInt.empty());
        return stopOrder.add("the broker", broker).bootstrapServers();
    }

    private static void ensureTopics(String kafka) {
        try {
            new TopicAdmin(new KafkaSettings(kafka)).ensureTopics(BROKER_PATIENCE);
        } catch (TimeoutException e) {
            throw new OperatorFailure(
                    "no Kafka broker answered at %s within %d s: start it, or leave out --kafka for the embedded one"
                            .formatted(kafka, BROKER_PATIENCE.toSeconds()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OperatorFailure("creating the topics was interrupted", e);
        }
    }
}
