package dev.sluice.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contracts.topic.Topic;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ConsumerPoolTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SimTopic topic = new SimTopic(Topic.STREAM, 1);
    private final ConsumerPool pool = new ConsumerPool(topic::consumer, 1);

    @Test
    void lendsTheSameConsumerAgain() throws Exception {
        // When
        var first = pool.lend(PATIENCE, consumer -> consumer);
        var second = pool.lend(PATIENCE, consumer -> consumer);

        // Then
        assertThat(second).isSameAs(first);
    }

    @Test
    void lendsNoMoreThanItsBound() throws Exception {
        // When
        Boolean isRefused =
                pool.lend(PATIENCE, _ -> pool.<String>lend(Duration.ZERO, _ -> "lent") == null);

        // Then
        assertThat(isRefused).isTrue();
    }

    @Test
    void aConsumerThatFailedIsNotUsedAgain() throws Exception {
        // Given
        assertThatThrownBy(() ->
                        pool.lend(
                                PATIENCE,
                                _ -> {
                                    throw new IllegalStateException("broken");
                                }))
                .isInstanceOf(IllegalStateException.class);

        // When
        pool.lend(PATIENCE, consumer -> consumer);

        // Then
        assertThat(topic.consumerCount()).isEqualTo(2);
    }
}
