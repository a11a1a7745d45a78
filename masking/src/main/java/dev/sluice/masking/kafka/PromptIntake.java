package dev.sluice.masking.kafka;

import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/// `requests` to `prompts`. A record is acknowledged, and so committed, only when what it became is
/// on all in-sync replicas. What cannot be masked does not pass: it becomes a dead letter or the
/// end of its request.
@ApplicationScoped
public class PromptIntake {
    private final PromptPath path;

    @Inject
    PromptIntake(
            EventCodec codec, MaskingSenders senders, Policies policies, MeterRegistry metrics) {
        Counter malformed =
                metrics.counter("sluice.dead.letters", "topic", Topic.REQUESTS.topicName());
        path =
                new PromptPath(
                        codec,
                        senders.prompts(),
                        policies::masksWhenComplete,
                        malformed::increment);
    }

    @Incoming("masking-requests-in")
    @RunOnVirtualThread
    CompletionStage<Void> take(ConsumerRecord<byte[], byte[]> source) {
        return path.take(source);
    }
}
