package dev.sluice.contracts.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.topic.Topic.Spread;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class TopicTest {
    @Test
    void everyKindOfEventHasExactlyOneTopic() {
        // When:
        var carried =
                Arrays.stream(Topic.values())
                        .map(Topic::eventType)
                        .filter(Objects::nonNull)
                        .toList();

        // Then:
        assertThat(carried).doesNotHaveDuplicates().containsExactlyInAnyOrder(eventTypes());
    }

    @SuppressWarnings("unchecked")
    private static Class<? extends Event>[] eventTypes() {
        return (Class<? extends Event>[]) Event.class.getPermittedSubclasses();
    }

    @Test
    void namesAreThoseOfTheDesign() {
        assertThat(Topic.values())
                .extracting(Topic::topicName)
                .containsExactly(
                        "sluice.requests",
                        "sluice.prompts",
                        "sluice.assignments",
                        "sluice.workers",
                        "sluice.control",
                        "sluice.tokens",
                        "sluice.stream",
                        "sluice.results",
                        "sluice.events",
                        "sluice.tenants",
                        "sluice.quotas",
                        "sluice.routes",
                        "sluice.objects",
                        "sluice.webhooks",
                        "sluice.dead-letters");
    }

    @Test
    void whatCarriesOneRequestHasTheSamePartitionsEverywhere() {
        assertThat(Topic.values())
                .filteredOn(topic -> topic.spread() == Spread.BY_STREAM)
                .containsExactly(Topic.REQUESTS, Topic.TOKENS, Topic.STREAM, Topic.RESULTS)
                .allSatisfy(topic -> assertThat(topic.defaultPartitions()).isEqualTo(8))
                .allSatisfy(topic -> assertThat(topic.defaultPartitions(1)).isEqualTo(2))
                .allSatisfy(topic -> assertThat(topic.defaultPartitions(3)).isEqualTo(8));
    }
}
