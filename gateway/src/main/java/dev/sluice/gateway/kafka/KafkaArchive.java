package dev.sluice.gateway.kafka;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.config.StreamingConfig;
import dev.sluice.gateway.streaming.Cut;
import dev.sluice.gateway.streaming.Mailbox;
import dev.sluice.gateway.streaming.OpenStreams;
import dev.sluice.gateway.streaming.StreamArchive;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reopens streams from the log: an id says on which partition and from which time on to look, so
/// any gateway can, and there is no index to keep. Each call is a task of its own with a consumer
/// of the pool.
final class KafkaArchive implements StreamArchive {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaArchive.class);

    private final Executor tasks;
    private final ConsumerPool consumers;
    private final StreamReader live;
    private final OpenStreams openStreams;
    private final EventCodec codec;
    private final Duration patience;
    private final OwnerLookup owners;

    /// @param tasks runs what waits for the log, without waiting itself
    KafkaArchive(
            Executor tasks,
            ConsumerPool consumers,
            StreamReader live,
            OpenStreams openStreams,
            EventCodec codec,
            StreamingConfig config,
            Duration acceptanceTimeout) {
        this.tasks = tasks;
        this.consumers = consumers;
        this.live = live;
        this.openStreams = openStreams;
        this.codec = codec;
        this.patience = config.reopenTimeout();
        this.owners = new OwnerLookup(codec, patience, config.clockSkewMax(), acceptanceTimeout);
    }

    @Override
    public CompletionStage<Lookup> find(RequestId id) {
        CompletableFuture<Lookup> answer = new CompletableFuture<>();
        tasks.execute(() -> answer.complete(lookUp(id)));
        return answer;
    }

    private Lookup lookUp(RequestId id) {
        try {
            Lookup found = consumers.lend(patience, consumer -> owners.lookUp(id, consumer));
            return found == null ? new Lookup.Unavailable() : found;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            tell(id, e);
        }
        return new Lookup.Unavailable();
    }

    @Override
    public void replay(RequestId id, TenantId tenant, Mailbox reader) {
        var replay = new StreamReplay(id, tenant, reader, codec, patience);
        tasks.execute(() -> replayOrCut(id, replay, reader));
    }

    private void replayOrCut(RequestId id, StreamReplay replay, Mailbox reader) {
        try {
            Boolean isDone = consumers.lend(patience, consumer -> replayWith(id, replay, consumer));
            if (isDone == null) {
                reader.cut(Cut.LOG_UNAVAILABLE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reader.cut(Cut.GATEWAY_STOPS);
        } catch (RuntimeException e) {
            tell(id, e);
            reader.cut(Cut.LOG_UNAVAILABLE);
        }
    }

    private boolean replayWith(RequestId id, StreamReplay replay, Consumer<byte[], byte[]> consumer)
            throws InterruptedException {
        int partitionCount = consumer.partitionsFor(Topic.STREAM.topicName(), patience).size();
        Place place = Place.of(id, partitionCount).orElseThrow();
        int partition = place.partition();
        LogScan scan = new LogScan(consumer, StreamReader.streamPartition(partition), patience);
        replay.run(scan, owners.start(scan, place), partition, openStreams, live);
        return true;
    }

    private static void tell(RequestId id, RuntimeException failure) {
        LOG.atWarn()
                .setCause(failure)
                .addKeyValue("requestId", id)
                .log("stream cannot be read from the log");
    }
}
