package dev.sluice.gateway.kafka;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SluiceException;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.QuotaEvent;
import dev.sluice.contracts.event.QuotaEvent.AllowanceRequested;
import dev.sluice.contracts.event.QuotaEvent.AllowanceWithdrawn;
import dev.sluice.contracts.event.QuotaLimits;
import dev.sluice.contracts.event.TenantEvent.TokensSpent;
import dev.sluice.contracts.json.Decoded;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.tenant.QuotaLedger;
import dev.sluice.gateway.tenant.Quotas;
import dev.sluice.gateway.tenant.Verdict;
import dev.sluice.runtime.access.AccessBook;
import dev.sluice.runtime.kafka.TopicEnds;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/// Quotas by the log:
///
/// 1. a request of a tenant with limits is written to `quotas`, by any thread;
/// 2. the reader thread of every gateway applies it to its ledger;
/// 3. the one that asked completes the request with the verdict, and withdraws what was refused.
///
/// Nothing is read before a tenant has limits, and a tenant without limits waits for nothing.
/// Reading begins one lease before what was last written down of budgets: what happened earlier is
/// in no limit of now. `isCounting` tells which one of the gateways writes it down.
final class KafkaQuotas implements Quotas, Loop.Body {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration IDLE = Duration.ofMillis(100);
    private static final Duration COUNT_PAUSE = Duration.ofSeconds(15);

    /// A request that ended is settled some milliseconds after its client has the answer, and a
    /// client that sends its next one at once must not be told that the last one runs.
    private static final List<Duration> SECOND_THOUGHTS =
            List.of(Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofMillis(500));

    private final LoopClient client;
    private final AllowanceSender sender;
    private final EventCodec codec;
    private final AccessBook tenants;
    private final Rejects rejects;
    private final InstantSource clock;
    private final Duration lease;
    private final Duration patience;
    private final BooleanSupplier isCounting;
    private final Map<String, CompletableFuture<Verdict>> asked = new ConcurrentHashMap<>();

    /// Owned by the reader thread, as is the ledger: where each partition ended when it began.
    private final Map<Integer, Long> pastEnds = new HashMap<>();

    /// Tenants of whom something was read since their spending was written down, and where it
    /// stood.
    private final Map<TenantId, Long> spentSince = new HashMap<>();

    private long nextCountMillis;
    private QuotaLedger ledger;

    /// Writes to `quotas`; completes when the brokers have the record.
    interface AllowanceSender {
        CompletableFuture<Void> send(QuotaEvent event);

        /// Writes to `tenants`. Nobody waits: it is written again.
        void count(TokensSpent spent);
    }

    KafkaQuotas(
            Supplier<Consumer<byte[], byte[]>> clients,
            AllowanceSender sender,
            EventCodec codec,
            AccessBook tenants,
            Rejects rejects,
            InstantSource clock,
            Duration lease,
            Duration patience,
            BooleanSupplier isCounting) {
        this.client = new LoopClient(clients);
        this.sender = sender;
        this.codec = codec;
        this.tenants = tenants;
        this.rejects = rejects;
        this.clock = clock;
        this.lease = lease;
        this.patience = patience;
        this.isCounting = isCounting;
        this.ledger = new QuotaLedger(lease);
    }

    @Override
    public CompletionStage<Verdict> ask(
            TenantId tenant, RequestId id, long estimatedTokens, boolean streamed) {
        QuotaLimits limits = tenants.directory().limits(tenant);
        if (limits.areNone()) {
            return CompletableFuture.completedStage(new Verdict.Unlimited());
        }
        return ask(
                new AllowanceRequested(
                        eventId(id, 0),
                        id,
                        tenant,
                        clock.instant(),
                        estimatedTokens,
                        streamed,
                        limits),
                0);
    }

    private CompletionStage<Verdict> ask(AllowanceRequested request, int attempt) {
        return once(request)
                .thenCompose(verdict ->
                        isWorthAnotherTry(verdict, attempt)
                                ? again(request, attempt)
                                : CompletableFuture.completedStage(verdict));
    }

    private static boolean isWorthAnotherTry(Verdict verdict, int attempt) {
        return attempt < SECOND_THOUGHTS.size()
                && verdict instanceof Verdict.Refused refused
                && refused.isMomentary();
    }

    private CompletionStage<Verdict> again(AllowanceRequested request, int attempt) {
        long millis = SECOND_THOUGHTS.get(attempt).toMillis();
        var next =
                new AllowanceRequested(
                        eventId(request.requestId(), attempt + 1),
                        request.requestId(),
                        request.tenantId(),
                        request.occurredAt(),
                        request.estimatedTokens(),
                        request.streamed(),
                        request.limits());
        return CompletableFuture.supplyAsync(
                        () -> next,
                        CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS))
                .thenCompose(later -> ask(later, attempt + 1));
    }

    private static String eventId(RequestId id, int attempt) {
        return id + "/allowance/" + attempt;
    }

    private CompletionStage<Verdict> once(AllowanceRequested request) {
        CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        asked.put(request.eventId(), verdict);
        var _ =
                sender.send(request)
                        .whenComplete((_, failure) -> {
                            if (failure != null) {
                                verdict.completeExceptionally(failure);
                            }
                        });
        return verdict.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((_, _) -> asked.remove(request.eventId()))
                .exceptionallyCompose(failure -> notTold(request, failure));
    }

    /// What was asked for may yet get into the log.
    private CompletionStage<Verdict> notTold(AllowanceRequested request, Throwable failure) {
        giveBack(request.tenantId(), request.requestId());
        return CompletableFuture.failedStage(
                new SluiceException(
                        ErrorCode.MESH_UNAVAILABLE,
                        "the tenant's limits cannot be looked up at the moment",
                        failure));
    }

    @Override
    public void giveBack(TenantId tenant, RequestId id) {
        var _ = sender.send(new AllowanceWithdrawn(id + "/withdrawn", id, tenant, clock.instant()));
    }

    @Override
    public void step() throws InterruptedException {
        if (!client.isOpen() && !(tenants.isComplete() && tenants.directory().hasLimits())) {
            Thread.sleep(IDLE);
            return;
        }
        for (ConsumerRecord<byte[], byte[]> polled : client.open(this::begin).poll(POLL)) {
            apply(polled);
        }
        if (clock.millis() >= nextCountMillis) {
            nextCountMillis = clock.millis() + COUNT_PAUSE.toMillis();
            writeSpent();
        }
    }

    /// Writes down what was spent, where it is this gateway's turn and something was.
    private void writeSpent() {
        if (isCounting.getAsBoolean()) {
            spentSince.forEach(
                    (tenant, offset) -> ledger.spent(tenant, offset).ifPresent(sender::count));
            renewOld();
        }
        spentSince.clear();
    }

    /// A tenant that was silent for long: still true, and said of now, so that a start reads no
    /// more than it must.
    private void renewOld() {
        Instant now = clock.instant();
        for (TokensSpent counted : tenants.directory().spent().values()) {
            if (counted.occurredAt().isBefore(now.minus(lease))
                    && !spentSince.containsKey(counted.tenantId())) {
                sender.count(
                        new TokensSpent(
                                counted.recordKey() + "/" + now.getEpochSecond(),
                                counted.tenantId(),
                                now,
                                counted.tokens(),
                                counted.offset()));
            }
        }
    }

    private void begin(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = TopicEnds.partitions(consumer, Topic.QUOTAS);
        consumer.assign(partitions);
        ledger = new QuotaLedger(lease);
        Instant oldest = clock.instant();
        for (TokensSpent counted : tenants.directory().spent().values()) {
            ledger.seed(counted);
            oldest = counted.occurredAt().isBefore(oldest) ? counted.occurredAt() : oldest;
        }
        // Leases end with whole seconds.
        long since = oldest.minus(lease).minusSeconds(1).toEpochMilli();
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, since));
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, OffsetAndTimestamp> firsts = consumer.offsetsForTimes(times);
        for (TopicPartition partition : partitions) {
            long end =
                    Objects.requireNonNull(
                            ends.get(partition), "the broker answers what was asked");
            OffsetAndTimestamp first = firsts.get(partition);
            pastEnds.put(partition.partition(), end);
            consumer.seek(partition, first == null ? end : first.offset());
        }
    }

    private void apply(ConsumerRecord<byte[], byte[]> polled) {
        switch (codec.decode(QuotaEvent.class, polled.value())) {
            case Decoded.Valid<QuotaEvent>(QuotaEvent event) -> apply(event, polled);
            // Nobody waits for what nobody can read, and every gateway passes over it alike.
            case Decoded.Malformed<QuotaEvent> bad -> rejects.put(polled, bad.reason());
        }
    }

    private void apply(QuotaEvent event, ConsumerRecord<byte[], byte[]> polled) {
        Instant appendedAt = Instant.ofEpochMilli(polled.timestamp());
        long offset = polled.offset();
        spentSince.put(event.tenantId(), offset);
        if (offset < pastEnds.getOrDefault(polled.partition(), 0L)
                && !asked.containsKey(event.eventId())) {
            ledger.replay(event, appendedAt, offset);
            return;
        }
        ledger.apply(event, appendedAt, offset).ifPresent(verdict -> onVerdict(event, verdict));
    }

    private void onVerdict(QuotaEvent event, Verdict verdict) {
        CompletableFuture<Verdict> waiting = asked.get(event.eventId());
        if (waiting == null) {
            return;
        }
        if (verdict instanceof Verdict.Refused) {
            giveBack(event.tenantId(), event.requestId());
        }
        waiting.complete(verdict);
    }

    @Override
    public void reset() {
        client.reset();
    }

    @Override
    public void wake() {
        client.wake();
    }
}
