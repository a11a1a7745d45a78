package dev.sluice.standalone.doctor;

import dev.sluice.standalone.console.OperatorFailure;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/// Whether Kafka brokers answer.
public final class KafkaCheck {
    private static final String NAME = "Kafka";

    private KafkaCheck() {}

    public static Check of(String bootstrapServers, Duration patience) {
        int millis = Math.toIntExact(patience.toMillis());
        Map<String, Object> settings =
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "request.timeout.ms", millis,
                        "default.api.timeout.ms", millis);
        try (Admin admin = Admin.create(settings)) {
            int brokers = admin.describeCluster().nodes().get(millis, TimeUnit.MILLISECONDS).size();
            return Check.ok(NAME, "%s answers, brokers: %d".formatted(bootstrapServers, brokers));
        } catch (TimeoutException | ExecutionException e) {
            return failed(
                    bootstrapServers + " does not answer within " + patience.toSeconds() + " s");
        } catch (KafkaException e) {
            return failed(bootstrapServers + ": " + OperatorFailure.reasonOf(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed("interrupted");
        }
    }

    private static Check failed(String detail) {
        return Check.failed(
                NAME,
                detail,
                "start a broker (./sluice run broker --port 9092), or correct --kafka");
    }
}
