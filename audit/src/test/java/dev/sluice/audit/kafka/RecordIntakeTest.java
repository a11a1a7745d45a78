package dev.sluice.audit.kafka;

import static dev.sluice.audit.AuditEvents.NOON;
import static dev.sluice.audit.AuditEvents.accepted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.audit.kafka.RecordIntake.ChunkLimit;
import dev.sluice.audit.record.Contribution;
import dev.sluice.audit.store.WriteOutcome;
import dev.sluice.audit.store.WriteOutcome.Refused;
import dev.sluice.audit.store.WriteOutcome.Unavailable;
import dev.sluice.audit.store.WriteOutcome.Written;
import dev.sluice.contracts.event.MeshEvent;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.runtime.kafka.DeadLetters;
import dev.sluice.runtime.kafka.EventSender;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RecordIntakeTest {
    private static final EventCodec CODEC = new EventCodec();
    private static final String POISON = "poison";

    /// A database that is away for a while, and refuses what is poisoned.
    private static final class SimStore {
        private final List<List<String>> transactions = new ArrayList<>();
        private int failuresLeft;

        WriteOutcome write(List<Contribution> contributions) {
            if (failuresLeft-- > 0) {
                return new Unavailable("SQL state 08001");
            }
            List<String> ids =
                    contributions.stream().map(c -> c.part().requestId().value()).toList();
            if (ids.contains(POISON)) {
                return new Refused("SQL state 22001");
            }
            transactions.add(ids);
            return new Written();
        }

        List<String> stored() {
            return transactions.stream().flatMap(List::stream).toList();
        }
    }

    /// A broker that refuses so many records before it takes one.
    private static final class UnwillingProducer extends MockProducer<byte[], byte[]> {
        private int refusalsLeft;

        UnwillingProducer(int refusals) {
            super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
            refusalsLeft = refusals;
        }

        @Override
        public synchronized Future<RecordMetadata> send(
                ProducerRecord<byte[], byte[]> letter, Callback callback) {
            Future<RecordMetadata> sent = super.send(letter, callback);
            if (refusalsLeft-- > 0) {
                errorNext(new TimeoutException("no broker"));
            } else {
                completeNext();
            }
            return sent;
        }
    }

    private final SimStore store = new SimStore();
    private final UnwillingProducer producer = new UnwillingProducer(0);
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final List<Duration> pauses = new ArrayList<>();
    private boolean stopping;

    @Test
    void writesAPollInChunksOfAtMostSoMany() {
        // When:
        intake(3, Long.MAX_VALUE, producer).take(valid("a", "b", "c", "d", "e", "f", "g"));

        // Then:
        assertThat(store.transactions)
                .containsExactly(List.of("a", "b", "c"), List.of("d", "e", "f"), List.of("g"));
    }

    @Test
    void writesAPollInChunksOfAtMostSoManyBytesAndOneRecord() {
        // Given:
        int bytesOfOne = CODEC.encode(accepted("a")).length;

        // When:
        intake(100, bytesOfOne + 1, producer).take(valid("a", "b", "c"));

        // Then:
        assertThat(store.transactions).containsExactly(List.of("a", "b"), List.of("c"));
    }

    @Test
    void putsMalformedRecordsAsideAndGoesOn() {
        // Given:
        List<ConsumerRecord<byte[], byte[]>> polled =
                List.of(
                        at(0, CODEC.encode(accepted("a"))),
                        at(1, utf8("{\"type\":\"Surprise\"}")),
                        at(2, utf8("no json, canary-4711")),
                        at(3, null),
                        at(4, CODEC.encode(accepted("b"))));

        // When:
        intake(100, Long.MAX_VALUE, producer).take(polled);

        // Then:
        assertThat(store.stored()).containsExactly("a", "b");
        assertThat(producer.history())
                .extracting(letter -> header(letter, DeadLetters.OFFSET_HEADER))
                .containsExactly("1", "2", "3");
        assertThat(producer.history())
                .extracting(letter -> header(letter, DeadLetters.REASON_HEADER))
                .allSatisfy(reason -> assertThat(reason).isNotBlank().doesNotContain("canary"));
        assertThat(counted("sluice.audit.dead.letters")).isEqualTo(3);
        assertThat(counted("sluice.audit.events")).isEqualTo(2);
    }

    @Test
    void triesUntilTheDatabaseIsBackAndSkipsNothing() {
        // Given:
        store.failuresLeft = 1000;

        // When:
        intake(2, Long.MAX_VALUE, producer).take(valid("a", "b", "c"));

        // Then:
        assertThat(store.stored()).containsExactly("a", "b", "c");
        assertThat(pauses).hasSize(1000).allMatch(pause -> pause.toMillis() <= 500);
        assertThat(producer.history()).isEmpty();
        assertThat(counted("sluice.audit.write.retries")).isEqualTo(1000);
    }

    @Test
    void oneRefusedRecordDoesNotTakeItsNeighboursAlong() {
        // When:
        intake(100, Long.MAX_VALUE, producer).take(valid("a", POISON, "b"));

        // Then:
        assertThat(store.stored()).containsExactly("a", "b");
        assertThat(producer.history())
                .singleElement()
                .satisfies(letter ->
                        assertThat(header(letter, DeadLetters.REASON_HEADER))
                                .isEqualTo("cannot be stored: SQL state 22001"));
    }

    @Test
    void doesNotReturnBeforeTheDeadLetterIsAcknowledged() {
        // Given:
        UnwillingProducer unwilling = new UnwillingProducer(2);
        RecordIntake<MeshEvent> intake = intake(100, Long.MAX_VALUE, unwilling);

        // When:
        intake.take(List.of(at(0, utf8("no json"))));

        // Then:
        assertThat(unwilling.history()).hasSize(3);
        assertThat(pauses).hasSize(2);
        assertThat(counted("sluice.audit.dead.letters")).isEqualTo(1);
    }

    @Test
    void aStopDuringAnOutageLeavesTheRecordsUncommitted() {
        // Given:
        store.failuresLeft = Integer.MAX_VALUE;
        stopping = true;

        // Then:
        assertThatThrownBy(() -> intake(100, Long.MAX_VALUE, producer).take(valid("a")))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void lagRisesWhileAWriteWaitsAndThenTellsTheDelayOfTheNewest() {
        // Given:
        List<Double> seen = new ArrayList<>();
        IntakeMeter meter =
                new IntakeMeter(registry, () -> NOON.plusSeconds(30 + seen.size()), "t");

        // When:
        meter.onWriting(NOON);
        seen.add(meter.lagSeconds());
        seen.add(meter.lagSeconds());
        meter.onWritten(2, NOON.plusSeconds(20));
        seen.add(meter.lagSeconds());
        seen.add(meter.lagSeconds());

        // Then:
        assertThat(seen).containsExactly(30.0, 31.0, 12.0, 12.0);
        assertThat(registry.get("sluice.audit.lag").tag("topic", "t").gauge().value())
                .isEqualTo(12.0);
    }

    @Test
    void lagIsNeverLessThanNothing() {
        // Given:
        IntakeMeter meter = new IntakeMeter(registry, () -> NOON, "t");

        // When:
        meter.onWritten(1, Instant.MAX);

        // Then:
        assertThat(meter.lagSeconds()).isZero();
    }

    private RecordIntake<MeshEvent> intake(
            int count, long bytes, Producer<byte[], byte[]> letters) {
        return new RecordIntake<>(
                MeshEvent.class,
                Contribution::of,
                CODEC,
                store::write,
                new DeadLetters(new EventSender(letters, CODEC)),
                new ChunkLimit(count, bytes),
                new Retry(Duration.ofMillis(100), Duration.ofMillis(500), this::pause),
                new IntakeMeter(registry, () -> NOON, "sluice.events"));
    }

    private boolean pause(Duration pause) {
        pauses.add(pause);
        return !stopping;
    }

    private static List<ConsumerRecord<byte[], byte[]>> valid(String... ids) {
        return IntStream.range(0, ids.length)
                .mapToObj(i -> at(i, CODEC.encode(accepted(ids[i]))))
                .toList();
    }

    private static ConsumerRecord<byte[], byte[]> at(long offset, byte @Nullable [] value) {
        return new ConsumerRecord<>(
                "sluice.events",
                0,
                offset,
                0,
                TimestampType.CREATE_TIME,
                0,
                value == null ? 0 : value.length,
                utf8("default"),
                value,
                new RecordHeaders(),
                Optional.empty());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String header(ProducerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private double counted(String name) {
        return registry.get(name).counter().count();
    }
}
