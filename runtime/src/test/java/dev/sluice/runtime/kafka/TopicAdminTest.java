package dev.sluice.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.topic.TenantTopic;
import dev.sluice.contracts.topic.Topic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class TopicAdminTest {
    @ParameterizedTest
    @CsvSource({"1,1,1", "2,2,1", "3,3,2", "4,3,2", "100,3,2"})
    void oneLostBrokerOfThreeRefusesNoWrite(int brokers, short replicas, String inSyncMin) {
        for (Topic topic : Topic.values()) {
            // When:
            NewTopic definition = TopicAdmin.definition(topic, brokers);

            // Then:
            assertThat(definition.replicationFactor()).isEqualTo(replicas);
            assertThat(definition.configs()).containsEntry("min.insync.replicas", inSyncMin);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTopicIsMadeAsItIsDefined(Topic topic) {
        // When:
        NewTopic definition = TopicAdmin.definition(topic, 1);

        // Then:
        assertThat(definition.name()).isEqualTo(topic.topicName());
        assertThat(definition.numPartitions()).isEqualTo(topic.defaultPartitions(1));
        assertThat(TopicAdmin.definition(topic, 3).numPartitions())
                .isEqualTo(topic.defaultPartitions());
        assertThat(definition.configs()).containsEntry("max.message.bytes", "11534336");
    }

    @ParameterizedTest
    @CsvSource({
        "REQUESTS, delete, 86400000",
        "PROMPTS, delete, 604800000",
        "ASSIGNMENTS, delete, 3600000",
        "WORKERS, compact,",
        "CONTROL, delete, 86400000",
        "TOKENS, delete, 86400000",
        "STREAM, delete, 604800000",
        "RESULTS, delete, 604800000",
        "EVENTS, delete, 604800000",
        "TENANTS, compact,",
        "ROUTES, compact,",
        "DEAD_LETTERS, delete, 2592000000"
    })
    void recordsAreKeptAsLongAsTheTopicSays(Topic topic, String policy, String retentionMillis) {
        // When:
        Map<String, String> configs = TopicAdmin.definition(topic, 3).configs();

        // Then:
        assertThat(configs).containsEntry("cleanup.policy", policy);
        assertThat(configs.get("retention.ms")).isEqualTo(retentionMillis);
    }

    @Test
    void aTenantsTopicsAreStampedByTheBroker() {
        // When:
        NewTopic definition = TopicAdmin.definition("sluice.intake.acme", 3);

        // Then:
        assertThat(definition.numPartitions()).isEqualTo(TenantTopic.PARTITIONS);
        assertThat(definition.configs())
                .containsEntry("message.timestamp.type", "LogAppendTime")
                .containsEntry("retention.ms", "604800000")
                .containsEntry("min.insync.replicas", "2")
                .containsEntry("max.message.bytes", "11534336");
    }

    @Test
    void aTenantWithAColonHasNoTopics() {
        assertThat(TenantTopic.INTAKE.nameFor(new TenantId("acme"))).contains("sluice.intake.acme");
        assertThat(TenantTopic.ANSWERS.nameFor(new TenantId("a.b_c")))
                .contains("sluice.answers.a.b_c");
        assertThat(TenantTopic.INTAKE.nameFor(new TenantId("a:b"))).isEmpty();
    }

    @Test
    void givesUpWhenNoBrokerAnswersInTime() throws IOException {
        // Given:
        int unused;
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            unused = probe.getLocalPort();
        }
        TopicAdmin admin = new TopicAdmin(new KafkaSettings("127.0.0.1:" + unused));

        // Then:
        assertThatThrownBy(() -> admin.ensureTopics(Duration.ofMillis(200)))
                .isInstanceOf(TimeoutException.class);
    }
}
