package dev.sluice.audit.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.audit.record.AuditPart.Accepted;
import dev.sluice.audit.record.AuditPart.Ended;
import dev.sluice.audit.record.AuditPart.Masked;
import dev.sluice.audit.record.AuditPart.Operation;
import dev.sluice.audit.record.AuditPart.Refused;
import dev.sluice.audit.record.AuditPart.RequestedSettings;
import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.FinishReason;
import dev.sluice.contracts.event.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Merging is a join: whatever the order and however often the parts come, the record is one. Parts
/// are drawn from few ids and times, so that they often contradict each other.
final class AuditRecordPropertyTest {
    private static final RequestId ID = new RequestId("r-1");
    private static final int PARTS_MAX = 8;

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theRecordDoesNotDependOnOrderOrRepetition(long seed) {
        // Given:
        SplittableRandom random = new SplittableRandom(seed);
        List<AuditRecord> parts = parts(random);
        AuditRecord expected = merged(parts);
        List<AuditRecord> shuffled = shuffledWithRepetitions(parts, random);

        // When:
        AuditRecord actual = merged(shuffled);

        // Then:
        assertThat(actual).as("seed %d", seed).isEqualTo(expected);
        assertThat(actual.toString()).as("seed %d", seed).isEqualTo(expected.toString());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void mergingIsAssociative(long seed) {
        // Given:
        SplittableRandom random = new SplittableRandom(seed);
        AuditRecord a = merged(parts(random));
        AuditRecord b = merged(parts(random));
        AuditRecord c = merged(parts(random));

        // When:
        AuditRecord leftFirst = a.merge(b).merge(c);
        AuditRecord rightFirst = a.merge(b.merge(c));

        // Then:
        assertThat(leftFirst).as("seed %d", seed).isEqualTo(rightFirst);
    }

    private static AuditRecord merged(List<AuditRecord> parts) {
        return parts.stream().reduce(AuditRecord::merge).orElseThrow();
    }

    private static List<AuditRecord> shuffledWithRepetitions(
            List<AuditRecord> parts, RandomGenerator random) {
        List<AuditRecord> all = new ArrayList<>(parts);
        int repetitions = random.nextInt(PARTS_MAX);
        for (int i = 0; i < repetitions; i++) {
            all.add(parts.get(random.nextInt(parts.size())));
        }
        Collections.shuffle(all, random);
        return all;
    }

    private static List<AuditRecord> parts(RandomGenerator random) {
        return IntStream.range(0, 1 + random.nextInt(PARTS_MAX))
                .mapToObj(_ -> AuditRecord.of(ID, part(random)))
                .toList();
    }

    private static AuditPart part(RandomGenerator random) {
        String eventId = "e" + random.nextInt(2);
        Instant at = Instant.ofEpochSecond(random.nextInt(2));
        TenantId tenant = new TenantId("t" + random.nextInt(2));
        return switch (random.nextInt(4)) {
            case 0 -> new Accepted(eventId, at, tenant, "route", "k" + random.nextInt(2));
            case 1 -> new Refused(eventId, at, tenant, "route", null, code(random));
            case 2 -> masked(random, eventId, at, tenant);
            default -> ended(random, eventId, at, tenant);
        };
    }

    private static Masked masked(
            RandomGenerator random, String eventId, Instant at, TenantId tenant) {
        return new Masked(
                eventId,
                at,
                tenant,
                new PoolName("p" + random.nextInt(2)),
                at,
                Operation.CHAT,
                "model",
                new RequestedSettings(null, 0, 1, 0, 0, 0, random.nextInt(2)),
                null,
                findings(random));
    }

    private static Ended ended(
            RandomGenerator random, String eventId, Instant at, TenantId tenant) {
        boolean answered = random.nextBoolean();
        return new Ended(
                eventId,
                at,
                tenant,
                random.nextBoolean() ? at : null,
                null,
                answered ? FinishReason.STOP : null,
                answered ? null : code(random),
                null,
                new Usage(random.nextInt(2), 0),
                findings(random));
    }

    private static ErrorCode code(RandomGenerator random) {
        return random.nextBoolean() ? ErrorCode.QUEUE_FULL : ErrorCode.INTERNAL;
    }

    private static Map<String, Integer> findings(RandomGenerator random) {
        return random.nextBoolean() ? Map.of("A", 1, "B", 2, "C", 3) : Map.of("C", 3, "A", 1);
    }
}
