package dev.sluice.masking.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.event.ResultEvent;
import dev.sluice.contracts.event.ResultEvent.InferenceCompleted;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.contracts.event.StreamEvent.StreamFinished;
import dev.sluice.contracts.event.StreamEvent.TextStreamed;
import dev.sluice.contracts.event.TenantEvent.MaskingPolicyDefined;
import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.contracts.json.Decoded;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.masking.TestSecrets;
import dev.sluice.masking.json.PolicyJson;
import dev.sluice.masking.policy.PolicyBook;
import dev.sluice.runtime.kafka.EventSender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Two instances of masking share the partitions of `tokens` while one or the other is killed,
/// loses its partitions with or without knowing, has sends fail, and policies change. Whatever a
/// reader of the output takes (an index once, in order) must be the answer, whole and masked, and
/// every copy the same bytes.
class TokenLoopSimulationTest {
    private static final int PARTITIONS = 4;
    private static final int REQUESTS = 400;
    private static final int OPEN_AT_ONCE = 24;
    private static final int FAULTS = 200;
    private static final long STEP_NANOS = Duration.ofMillis(150).toNanos();
    private static final int DRAIN_STEPS_MAX = 20_000;
    private static final EventCodec CODEC = new EventCodec();

    private static final List<String> POLICIES =
            List.of(
                    """
                    {"entities":{"BANK_CARD":{"action":"pseudonym"},
                    "CN_MOBILE":{"action":"pseudonym"}}}
                    """,
                    "{\"entities\":{\"CN_MOBILE\":{\"action\":\"pseudonym\"}}}",
                    "{\"entities\":{\"EMAIL\":{\"action\":\"hash\"}}}");

    /// A process, with what dies with it.
    private record Instance(SimConsumer consumer, SimProducer producer, TokenLoop loop) {}

    private final SimTokens tokens = new SimTokens(PARTITIONS);
    private final PolicyBook book = new PolicyBook(PolicyJson::read);
    private final MaskerCache maskers = new MaskerCache();
    private final TokenLoopMetrics metrics = new TokenLoopMetrics(new SimpleMeterRegistry());
    private final List<SimAnswer> answers = new ArrayList<>();
    private SplittableRandom random = new SplittableRandom();
    private long nowNanos;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void losesRepeatsAndLeaksNothing(long seed) {
        // Given
        random = new SplittableRandom(seed);
        definePolicy(0);
        List<Instance> instances = new ArrayList<>(List.of(started(), started()));
        share(instances, tokens.partitions());
        List<Deque<TokenEvent>> open = new ArrayList<>();

        // When
        for (int fault = 0; fault < FAULTS || !open.isEmpty(); fault++) {
            for (int i = 0; i < 4; i++) {
                append(open, fault);
                step(instances);
            }
            if (fault < FAULTS) {
                strike(instances);
            }
        }
        drain(instances);

        // Then
        assertThat(answers).hasSize(REQUESTS);
        assertThatTheOutputIsWhatWasAnswered();
    }

    /// Each instance has its own; keys and policies are the same.
    private ConversationMasks masks() {
        return new ConversationMasks(book, maskers, TestSecrets.INSTANCE);
    }

    private Instance started() {
        SimConsumer consumer = new SimConsumer(tokens, random.split());
        SimProducer producer = new SimProducer(tokens, random.split());
        TokenLoop loop =
                new TokenLoop(consumer, new EventSender(producer, CODEC), CODEC, masks(), metrics);
        loop.subscribe();
        return new Instance(consumer, producer, loop);
    }

    private void definePolicy(int number) {
        var defined =
                new MaskingPolicyDefined(
                        "policy",
                        SimAnswer.TENANT,
                        Instant.EPOCH,
                        null,
                        new SensitiveText(POLICIES.get(number)));
        assertThat(book.apply(defined)).isEmpty();
    }

    /// New requests begin, and the open ones go on by a record or a few.
    private void append(List<Deque<TokenEvent>> open, int round) {
        while (open.size() < OPEN_AT_ONCE
                && answers.size() < REQUESTS * (round + 1) / FAULTS
                && answers.size() < REQUESTS) {
            SimAnswer answer = SimAnswer.of(answers.size(), masks(), random);
            answers.add(answer);
            open.add(new ArrayDeque<>(answer.records()));
        }
        for (Deque<TokenEvent> records : open) {
            for (int i = random.nextInt(4); i > 0 && !records.isEmpty(); i--) {
                TokenEvent next = records.remove();
                int partition = Math.floorMod(next.requestId().hashCode(), PARTITIONS);
                tokens.append(partition, CODEC.encode(next));
            }
        }
        open.removeIf(Deque::isEmpty);
    }

    private void step(List<Instance> instances) {
        nowNanos += STEP_NANOS;
        for (int i = 0; i < instances.size(); i++) {
            Instance instance = instances.get(i);
            try {
                instance.loop().step(nowNanos);
            } catch (CommitFailedException fenced) {
                // As in the service: the loop is dropped with all its state, and a new one joins.
                instance.producer().crash();
                instances.set(i, started());
            }
        }
        share(instances, unowned(instances));
    }

    private Set<TopicPartition> unowned(List<Instance> instances) {
        Set<TopicPartition> unowned = new java.util.HashSet<>(tokens.partitions());
        instances.forEach(instance -> unowned.removeAll(tokens.ownedBy(instance.consumer())));
        return unowned;
    }

    private void share(List<Instance> instances, Set<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            Instance owner = instances.get(random.nextInt(instances.size()));
            tokens.own(partition, owner.consumer());
            owner.consumer().take(Set.of(partition), owner.loop());
        }
    }

    private void strike(List<Instance> instances) {
        int struck = random.nextInt(instances.size());
        Instance instance = instances.get(struck);
        switch (random.nextInt(4)) {
            case 0 -> {
                instance.producer().crash();
                instances.set(struck, started());
            }
            case 1 -> rebalance(instance, instances.get(1 - struck));
            case 2 -> depose(instance, instances.get(1 - struck));
            default -> definePolicy(random.nextInt(POLICIES.size()));
        }
        share(instances, unowned(instances));
    }

    private void rebalance(Instance from, Instance to) {
        for (TopicPartition partition : tokens.ownedBy(from.consumer())) {
            from.consumer().giveBack(Set.of(partition), from.loop());
            tokens.own(partition, to.consumer());
            to.consumer().take(Set.of(partition), to.loop());
        }
    }

    /// The group gave an instance up, which goes on writing until it wants to commit.
    private void depose(Instance from, Instance to) {
        for (TopicPartition partition : tokens.ownedBy(from.consumer())) {
            tokens.own(partition, to.consumer());
            to.consumer().take(Set.of(partition), to.loop());
        }
    }

    private void drain(List<Instance> instances) {
        instances.forEach(instance -> instance.producer().heal());
        int steps = 0;
        while (!tokens.isCommittedToTheEnd()) {
            assertThat(steps++).as("steps until all is committed").isLessThan(DRAIN_STEPS_MAX);
            step(instances);
            instances.forEach(instance -> instance.producer().heal());
        }
    }

    private void assertThatTheOutputIsWhatWasAnswered() {
        Map<RequestId, Reader> readers = new HashMap<>();
        for (ProducerRecord<byte[], byte[]> written : tokens.written()) {
            String key = new String(written.key(), StandardCharsets.UTF_8);
            readers.computeIfAbsent(new RequestId(key), _ -> new Reader()).take(written);
        }
        for (SimAnswer answer : answers) {
            Reader reader = readers.getOrDefault(answer.requestId(), new Reader());
            assertThat(reader.isFinished).as("%s is finished", answer.requestId()).isTrue();
            assertThat(reader.masked.toString()).isEqualTo(answer.expected().masked());
            assertThat(reader.restored.toString()).isEqualTo(answer.expected().restored());
            assertThat(reader.result).isEqualTo(answer.expected().masked());
        }
    }

    /// Takes an index once, in order, as gateways do.
    private static final class Reader {
        private final StringBuilder masked = new StringBuilder();
        private final StringBuilder restored = new StringBuilder();
        private final List<byte[]> taken = new ArrayList<>();
        private byte[] resultBytes = new byte[0];
        private String result = "";
        private boolean isFinished;

        void take(ProducerRecord<byte[], byte[]> written) {
            String json = new String(written.value(), StandardCharsets.UTF_8);
            assertThat(json).doesNotContain(SimAnswer.SECRETS).doesNotContain("ZOMBIE", "LATE");
            switch (written.topic()) {
                case "sluice.stream" -> takeStream(written.value());
                case "sluice.results" -> takeResult(written.value());
                default -> throw new AssertionError(written.topic());
            }
        }

        private void takeStream(byte[] value) {
            StreamEvent event = decoded(CODEC.decode(StreamEvent.class, value));
            if (event.index() < taken.size()) {
                assertThat(value).isEqualTo(taken.get(event.index()));
                return;
            }
            assertThat(event.index()).isEqualTo(taken.size());
            taken.add(value);
            isFinished = event instanceof StreamFinished;
            if (event instanceof TextStreamed text) {
                masked.append(text.text().value());
                restored.append(opened(text));
            }
        }

        private static String opened(TextStreamed text) {
            return text.restored() == null
                    ? text.text().value()
                    : TestSecrets.INSTANCE
                            .sealing(SimAnswer.TENANT)
                            .open(text.eventId(), text.restored())
                            .orElseThrow();
        }

        private void takeResult(byte[] value) {
            ResultEvent event = decoded(CODEC.decode(ResultEvent.class, value));
            if (resultBytes.length > 0) {
                assertThat(Arrays.equals(value, resultBytes)).isTrue();
            }
            resultBytes = value;
            result = ((InferenceCompleted) event).text().value();
        }

        private static <T extends dev.sluice.contracts.event.Event> T decoded(Decoded<T> decoded) {
            return switch (decoded) {
                case Decoded.Valid<T>(T event) -> event;
                case Decoded.Malformed<T> bad -> throw new AssertionError(bad.reason());
            };
        }
    }
}
