package dev.sluice.masking.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.TenantEvent;
import dev.sluice.contracts.event.TenantEvent.MaskingPolicyDefined;
import dev.sluice.contracts.event.TenantEvent.TenantDefined;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.masking.json.PolicyJson;
import dev.sluice.masking.policy.PolicyBook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PolicyReaderTest {
    private static final TopicPartition TENANTS = new TopicPartition("sluice.tenants", 0);
    private static final TenantId BANK = new TenantId("bank");
    private static final EventCodec CODEC = new EventCodec();
    private static final String KEEP = "{\"entities\":{\"EMAIL\":{\"action\":\"keep\"}}}";

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final PolicyBook book = new PolicyBook(PolicyJson::read);
    private final List<MaskingPolicyDefined> applied = new ArrayList<>();
    private int refused;
    private long end;

    /// Reads a topic that has `standing` records when reading begins.
    private PolicyReader reader(long standing) {
        Node broker = new Node(0, "broker", 9092);
        consumer.updatePartitions(
                TENANTS.topic(),
                List.of(
                        new PartitionInfo(
                                TENANTS.topic(),
                                0,
                                broker,
                                new Node[] {broker},
                                new Node[] {broker})));
        consumer.updateBeginningOffsets(Map.of(TENANTS, 0L));
        consumer.updateEndOffsets(Map.of(TENANTS, standing));
        var reader = new PolicyReader(consumer, CODEC, book, applied::add, () -> refused++);
        // The fake takes records only for what is assigned, and that is done in the first step.
        assertThat(reader.step()).isEqualTo(standing == 0);
        return reader;
    }

    private void put(TenantEvent event) {
        put(event.recordKey(), CODEC.encode(event));
    }

    private void put(String recordKey, byte @Nullable [] value) {
        consumer.addRecord(
                new ConsumerRecord<>(TENANTS.topic(), 0, end++, recordKey.getBytes(UTF_8), value));
    }

    private static MaskingPolicyDefined policy(@Nullable String text) {
        return new MaskingPolicyDefined(
                "e", BANK, Instant.EPOCH, null, text == null ? null : new SensitiveText(text));
    }

    private @Nullable String found() {
        var found = book.find(BANK, "m");
        return found.isEmpty() ? "nothing passes" : found.get().text();
    }

    @Test
    void isCompleteOnlyAtTheEndThatStoodThereAtFirst() {
        // Given
        PolicyReader reader = reader(2);
        put(TenantDefined.unlimited("e", BANK, Instant.EPOCH));

        // When
        boolean early = reader.step();
        put(policy(KEEP));
        boolean late = reader.step();

        // Then
        assertThat(early).isFalse();
        assertThat(late).isTrue();
        assertThat(found()).isEqualTo(KEEP);
        assertThat(applied).hasSize(1);
    }

    @Test
    void followsChangesAndTakesNoBadOne() {
        // Given
        PolicyReader reader = reader(0);
        put(policy(KEEP));
        reader.step();

        // When
        put(policy("{\"entities\":{\"EMAIL\":{\"action\":\"scramble\"}}}"));
        put(policy(KEEP).recordKey(), "no event".getBytes(UTF_8));
        reader.step();

        // Then
        assertThat(found()).isEqualTo(KEEP);
        assertThat(refused).isEqualTo(2);
        assertThat(applied).hasSize(1);
    }

    @Test
    void aRecordThatIsNoEventLetsNothingThroughWhereThereWasNoPolicy() {
        // Given
        PolicyReader reader = reader(1);

        // When
        put(policy(KEEP).recordKey(), "no event".getBytes(UTF_8));
        reader.step();

        // Then
        assertThat(found()).isEqualTo("nothing passes");
    }

    @Test
    void aPolicyIsTakenBackByAnEventOrByATombstone() {
        // Given
        PolicyReader reader = reader(0);
        put(policy(KEEP));
        put(policy(null));
        reader.step();
        assertThat(found()).isNull();
        put(policy(KEEP));

        // When
        put(policy(KEEP).recordKey(), null);
        reader.step();

        // Then
        assertThat(found()).isNull();
    }

    @Test
    void aTopicThatIsNotThereIsNoTopicWithoutPolicies() {
        // Given
        PolicyReader reader =
                new PolicyReader(consumer, CODEC, book, applied::add, () -> refused++);
        consumer.updatePartitions(TENANTS.topic(), List.of());

        // Then
        assertThatThrownBy(reader::step).hasMessage("sluice.tenants has no partitions");
    }
}
