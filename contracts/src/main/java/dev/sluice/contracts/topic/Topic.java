package dev.sluice.contracts.topic;

import dev.sluice.contracts.event.AssignmentEvent;
import dev.sluice.contracts.event.ControlEvent;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.event.MeshEvent;
import dev.sluice.contracts.event.ObjectEvent;
import dev.sluice.contracts.event.PromptEvent;
import dev.sluice.contracts.event.QuotaEvent;
import dev.sluice.contracts.event.RequestEvent;
import dev.sluice.contracts.event.ResultEvent;
import dev.sluice.contracts.event.RouteEvent;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.contracts.event.TenantEvent;
import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.contracts.event.WebhookEvent;
import dev.sluice.contracts.event.WorkerEvent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A topic of the mesh: name, partitions, retention and the one kind of event it carries.
public enum Topic {
    REQUESTS(
            "requests",
            RequestEvent.class,
            Spread.BY_STREAM,
            Keep.DAYS_1,
            "raw prompts, on their way to masking"),
    PROMPTS(
            "prompts",
            PromptEvent.class,
            Spread.BY_POOL,
            Keep.DAYS_7,
            "masked prompts, to scheduler and audit"),
    ASSIGNMENTS(
            "assignments",
            AssignmentEvent.class,
            Spread.BY_WORKER,
            Keep.HOURS_1,
            "batches, each for one worker"),
    WORKERS(
            "workers",
            WorkerEvent.class,
            Spread.SINGLE,
            Keep.NEWEST_PER_KEY,
            "heartbeats of the workers"),
    CONTROL(
            "control",
            ControlEvent.class,
            Spread.SINGLE,
            Keep.DAYS_1,
            "cancel, deadline and priority commands"),
    TOKENS(
            "tokens",
            TokenEvent.class,
            Spread.BY_STREAM,
            Keep.DAYS_1,
            "raw tokens, on their way to masking"),
    STREAM(
            "stream",
            StreamEvent.class,
            Spread.BY_STREAM,
            Keep.DAYS_7,
            "what clients may see, token by token"),
    RESULTS(
            "results",
            ResultEvent.class,
            Spread.BY_STREAM,
            Keep.DAYS_7,
            "the terminal event of each request"),
    EVENTS(
            "events",
            MeshEvent.class,
            Spread.BY_TENANT,
            Keep.DAYS_7,
            "accepted and refused requests and what administrators do, for audit"),
    TENANTS(
            "tenants",
            TenantEvent.class,
            Spread.SINGLE,
            Keep.NEWEST_PER_KEY,
            "tenants, their quotas, weights, masking policies, keys and webhooks"),
    QUOTAS(
            "quotas",
            QuotaEvent.class,
            Spread.BY_TENANT,
            Keep.DAYS_1,
            "what tenants with limits ask for and give back"),
    ROUTES(
            "routes",
            RouteEvent.class,
            Spread.SINGLE,
            Keep.NEWEST_PER_KEY,
            "model aliases and the pools behind them"),
    OBJECTS(
            "objects",
            ObjectEvent.class,
            Spread.BY_OBJECT,
            Keep.DAYS_7,
            "responses, files, batches and idempotency keys, from and to gateways"),
    WEBHOOKS(
            "webhooks",
            WebhookEvent.class,
            Spread.BY_TENANT,
            Keep.DAYS_7,
            "calls that tenants' endpoints are to get, and how they went"),
    /// Carries the rejected records as they were, with the reason in headers: no event of its own.
    DEAD_LETTERS(
            "dead-letters",
            null,
            Spread.SINGLE,
            Keep.DAYS_30,
            "records that could not be processed, with the reason");

    public static final String PREFIX = "sluice.";

    /// Long prompts fit in one record: 10 MB of body, and the envelope around it.
    public static final int RECORD_BYTES_MAX = 11 * 1024 * 1024;

    /// What decides a record's partition, and so how many there are by default.
    public enum Spread {
        /// The partition that the request itself names: the same count on every such topic.
        ///
        /// Fewer on a single broker: a fetch looks at each partition of its reader, whether it has
        /// records or not, and what one machine runs has no use for more.
        BY_STREAM(8, 2),
        BY_POOL(4),
        BY_WORKER(16),
        BY_TENANT(4),
        BY_OBJECT(4),
        /// Low volume, one order, everyone reads all.
        SINGLE(1);

        private final int partitions;
        private final int onSingleBroker;

        Spread(int partitions) {
            this(partitions, partitions);
        }

        Spread(int partitions, int onSingleBroker) {
            this.partitions = partitions;
            this.onSingleBroker = onSingleBroker;
        }
    }

    /// How long records are kept.
    public enum Keep {
        HOURS_1(Duration.ofHours(1)),
        DAYS_1(Duration.ofDays(1)),
        DAYS_7(Duration.ofDays(7)),
        DAYS_30(Duration.ofDays(30)),
        NEWEST_PER_KEY(null);

        private final @Nullable Duration retention;

        Keep(@Nullable Duration retention) {
            this.retention = retention;
        }

        /// Absent: compacted, the newest record of each key is kept for good.
        public @Nullable Duration retention() {
            return retention;
        }
    }

    private final String topicName;
    private final @Nullable Class<? extends Event> eventType;
    private final Spread spread;
    private final Keep keep;
    private final String about;

    Topic(
            String suffix,
            @Nullable Class<? extends Event> eventType,
            Spread spread,
            Keep keep,
            String about) {
        this.topicName = PREFIX + suffix;
        this.eventType = eventType;
        this.spread = spread;
        this.keep = keep;
        this.about = about;
    }

    /// The name on the broker, for example `sluice.requests`.
    public String topicName() {
        return topicName;
    }

    /// The sealed interface of the records it carries; absent for `dead-letters`.
    public @Nullable Class<? extends Event> eventType() {
        return eventType;
    }

    public Spread spread() {
        return spread;
    }

    /// Partitions a new mesh on several brokers creates it with. An existing topic may have others:
    /// ask the broker.
    public int defaultPartitions() {
        return spread.partitions;
    }

    /// For people, with the number on a single broker where that is another.
    public String partitionsText() {
        return spread.partitions == spread.onSingleBroker
                ? String.valueOf(spread.partitions)
                : spread.partitions + " (" + spread.onSingleBroker + " on a single broker)";
    }

    /// Partitions a new mesh creates it with.
    public int defaultPartitions(int brokers) {
        return brokers == 1 ? spread.onSingleBroker : spread.partitions;
    }

    public Keep keep() {
        return keep;
    }

    /// Whether records carry the time at which the broker wrote them, and not the producer's.
    public boolean isStampedByBroker() {
        return this == QUOTAS;
    }

    /// One line for people.
    public String about() {
        return about;
    }
}
