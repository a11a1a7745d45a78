package dev.sluice.runtime.access;

import static dev.sluice.runtime.access.AccessEvents.ACME;
import static dev.sluice.runtime.access.AccessEvents.NOON;
import static dev.sluice.runtime.access.AccessEvents.key;
import static dev.sluice.runtime.access.AccessEvents.revoked;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.Scope;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.TenantEvent.TenantDefined;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.runtime.access.KeyRing.Lookup;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The records of `tenants`, from the topic to the door.
final class AccessBookFailsClosedTest {
    private static final String NAME = Topic.TENANTS.topicName();
    private static final TopicPartition PLACE = new TopicPartition(NAME, 0);

    private final EventCodec codec = new EventCodec();
    private final AccessBook book = new AccessBook("sk-admin");
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final AccessFeed feed = new AccessFeed(consumer, codec, book);
    private long offset;

    AccessBookFailsClosedTest() {
        consumer.updatePartitions(NAME, List.of(new PartitionInfo(NAME, 0, null, null, null)));
        consumer.updateBeginningOffsets(Map.of(PLACE, 0L));
        consumer.updateEndOffsets(Map.of(PLACE, 0L));
    }

    private void read(dev.sluice.contracts.event.TenantEvent event) {
        read(event.recordKey(), codec.encode(event));
    }

    private void read(String recordKey, byte @Nullable [] value) {
        begin();
        consumer.addRecord(
                new ConsumerRecord<>(
                        NAME, 0, offset++, recordKey.getBytes(StandardCharsets.UTF_8), value));
        feed.step();
    }

    private void begin() {
        if (consumer.assignment().isEmpty()) {
            feed.step();
        }
    }

    private boolean opens(String apiKey) {
        return book.find(apiKey, NOON) instanceof Lookup.Known;
    }

    @Test
    void beforeTheEndIsReadNobodyIsCalledAStranger() {
        // Given
        consumer.updateEndOffsets(Map.of(PLACE, 2L));
        read(key("k1", "sk-1", Scope.INFERENCE));

        // Then
        assertThat(opens("sk-1")).isTrue();
        assertThat(opens("sk-admin")).isTrue();
        assertThat(book.find("sk-2", NOON)).isInstanceOf(Lookup.NotYetKnown.class);

        // When
        read(key("k2", "sk-2", Scope.INFERENCE));

        // Then
        assertThat(opens("sk-2")).isTrue();
        assertThat(book.find("sk-3", NOON)).isInstanceOf(Lookup.Refused.class);
    }

    @Test
    void aRevokedKeyOpensNothing() {
        // Given
        read(key("k1", "sk-1", Scope.INFERENCE));

        // When
        read(revoked("k1"));

        // Then
        assertThat(opens("sk-1")).isFalse();
        assertThat(book.directory().keys()).hasSize(1);
    }

    @Test
    void aKeyIsFoundByItsHashNotByItsId() {
        // Given
        read(key("k1", "sk-1", Scope.INFERENCE));

        // When
        read(key("k1", "sk-2", Scope.INFERENCE));

        // Then
        assertThat(opens("sk-1")).isFalse();
        assertThat(opens("sk-2")).isTrue();
        assertThat(opens("k1")).isFalse();
        assertThat(opens(AccessDirectory.hashOf("sk-2"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "nonsense",
                "{\"type\":\"KeyDefined\",\"keyId\":\"k1\"}",
                "{\"type\":\"KeyGranted\"}"
            })
    void aRecordThatCannotBeReadTakesTheKeyAway(String value) {
        // Given
        read(key("k1", "sk-1", Scope.INFERENCE));

        // When
        read("acme/key/k1", value.getBytes(StandardCharsets.UTF_8));

        // Then
        assertThat(opens("sk-1")).isFalse();
    }

    @Test
    void anAddressListThatCannotBeReadTakesTheKeyAway() {
        // Given
        read(key("k1", "sk-1", Scope.INFERENCE));

        // When
        read(key(ACME, "k1", "sk-1", List.of("anywhere"), null, Scope.INFERENCE));

        // Then
        assertThat(opens("sk-1")).isFalse();
    }

    @Test
    void aRecordUnderAnotherKeyDefinesNothing() {
        // When
        read("acme/key/k2", codec.encode(key("k1", "sk-1", Scope.INFERENCE)));

        // Then
        assertThat(opens("sk-1")).isFalse();
    }

    @Test
    void aTombstoneTakesTheKeyAway() {
        // Given
        read(key("k1", "sk-1", Scope.INFERENCE));

        // When
        read("acme/key/k1", null);

        // Then
        assertThat(opens("sk-1")).isFalse();
        assertThat(book.directory().keys()).isEmpty();
    }

    @Test
    void anotherTenantsRecordDoesNotTakeOverAKey() {
        // Given
        read(key("k1", "sk-1", Scope.INFERENCE));

        // When
        read(key(new TenantId("evil"), "k1", "sk-2", List.of(), null, Scope.ADMIN));

        // Then
        assertThat(opens("sk-1")).isTrue();
        assertThat(opens("sk-2")).isFalse();
    }

    @Test
    void aTenantOfWhomNothingCanBeReadIsShutOut() {
        // Given
        read(key("k1", "sk-1", Scope.INFERENCE));

        // When
        read("acme", "nonsense".getBytes(StandardCharsets.UTF_8));

        // Then
        assertThat(opens("sk-1")).isFalse();

        // When
        read(TenantDefined.unlimited("t/1", ACME, NOON));

        // Then
        assertThat(opens("sk-1")).isTrue();
    }

    @Test
    void aTenantWhoseNewDefinitionCannotBeReadKeepsTheFormer() {
        // Given
        read(key("k1", "sk-1", Scope.INFERENCE));
        read(new TenantDefined("t/1", ACME, NOON, 1, 5, null, null, null, null));

        // When
        read("acme", "nonsense".getBytes(StandardCharsets.UTF_8));

        // Then
        assertThat(opens("sk-1")).isTrue();
        assertThat(book.directory().tenant(ACME).orElseThrow().requestsPerMinute()).isEqualTo(5);
    }
}
