package dev.sluice.scheduler.kafka;

import static dev.sluice.scheduler.Samples.NOW;
import static dev.sluice.scheduler.Samples.started;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.scheduler.loop.Input;
import dev.sluice.scheduler.loop.Input.LogCaughtUp;
import dev.sluice.scheduler.loop.Input.LogRewound;
import dev.sluice.scheduler.loop.Input.TokenRead;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LogPumpTest {
    private static final TopicPartition TOKENS = new TopicPartition(Topic.TOKENS.topicName(), 0);

    private final EventCodec codec = new EventCodec();
    private final BoundedInbox inbox = new BoundedInbox();
    private final SimConsumer consumer =
            new SimConsumer()
                    .topic(Topic.TOKENS.topicName(), 1)
                    .topic(Topic.CONTROL.topicName(), 1);
    private final LogPump pump =
            new LogPump(
                    consumer,
                    new RecordReader(codec, (_, _) -> CompletableFuture.completedFuture(null)),
                    inbox);

    private List<Input> inputs() throws InterruptedException {
        return inbox.take(Duration.ZERO);
    }

    private void write(String name, int secondsAgo) {
        consumer.write(TOKENS, codec.encode(started(name, 1)), NOW.minusSeconds(secondsAgo));
    }

    @Test
    void beginsAtTheEndAndGoesBackWhenAsked() throws InterruptedException {
        // Given
        write("older", 100);
        write("old", 10);
        pump.step();
        assertThat(inputs()).isEmpty();

        // When
        pump.rewind(5, NOW.minusSeconds(50));
        pump.step();
        consumer.deliver(TOKENS);
        pump.step();

        // Then
        assertThat(inputs())
                .containsExactly(
                        new LogRewound(5), new TokenRead(started("old", 1)), new LogCaughtUp(5));
    }

    @Test
    void neverSkipsForward() throws InterruptedException {
        // Given
        pump.step();
        write("unread", 100);
        write("newer", 10);

        // When
        pump.rewind(5, NOW.minusSeconds(50));
        pump.step();
        consumer.deliver(TOKENS);
        pump.step();

        // Then
        assertThat(inputs()).contains(new TokenRead(started("unread", 1)));
    }
}
