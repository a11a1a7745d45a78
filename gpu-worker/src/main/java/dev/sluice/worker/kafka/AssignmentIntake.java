package dev.sluice.worker.kafka;

import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.AssignmentEvent;
import dev.sluice.contracts.event.AssignmentEvent.AssignmentRevoked;
import dev.sluice.contracts.event.AssignmentEvent.BatchAssigned;
import dev.sluice.contracts.event.ControlEvent;
import dev.sluice.contracts.event.ControlEvent.CancelInference;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.json.Decoded;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.runtime.kafka.DeadLetters;
import dev.sluice.runtime.kafka.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads what is meant for this worker: its partition of `assignments`, and all of `control`. Both
/// from the end: what was addressed to an earlier incarnation is not for this one. Owned by the
/// thread `worker-intake`, where prompts are rendered and encoded too.
final class AssignmentIntake implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AssignmentIntake.class);
    private static final Duration POLL_PATIENCE = Duration.ofMillis(100);

    private final Consumer<byte[], byte[]> consumer;
    private final EventCodec codec;
    private final DeadLetters deadLetters;
    private final Runnable malformed;
    private final RunningRequests requests;
    private final WorkerId workerId;
    private final String incarnation;
    private volatile long schedulerEpoch;

    /// @param malformed counts a record that is put aside
    AssignmentIntake(
            Consumer<byte[], byte[]> consumer,
            EventCodec codec,
            DeadLetters deadLetters,
            Runnable malformed,
            RunningRequests requests,
            WorkerId workerId,
            String incarnation) {
        this.consumer = consumer;
        this.codec = codec;
        this.deadLetters = deadLetters;
        this.malformed = malformed;
        this.requests = requests;
        this.workerId = workerId;
        this.incarnation = incarnation;
    }

    /// A consumer that stands at the ends of the partitions. Only with it may the worker call
    /// itself ready: what is assigned from then on lies behind the position.
    ///
    /// @throws org.apache.kafka.common.KafkaException when no broker answers; nothing is left open
    static KafkaConsumer<byte[], byte[]> listen(KafkaSettings kafka, WorkerId reader) {
        KafkaConsumer<byte[], byte[]> consumer =
                kafka.freeConsumer("sluice-worker-" + reader + "-intake");
        try {
            standAtEnds(consumer, reader);
            return consumer;
        } catch (KafkaException e) {
            consumer.close();
            throw e;
        }
    }

    static void standAtEnds(Consumer<byte[], byte[]> consumer, WorkerId reader) {
        List<TopicPartition> partitions = new ArrayList<>();
        partitions.add(ownPartition(consumer, reader));
        consumer.partitionsFor(Topic.CONTROL.topicName())
                .forEach(p -> partitions.add(new TopicPartition(p.topic(), p.partition())));
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    /// Workers may share one: each drops what names another.
    static TopicPartition ownPartition(Consumer<byte[], byte[]> consumer, WorkerId reader) {
        int count = consumer.partitionsFor(Topic.ASSIGNMENTS.topicName()).size();
        int partition = Math.floorMod(reader.value().hashCode(), count);
        return new TopicPartition(Topic.ASSIGNMENTS.topicName(), partition);
    }

    /// Any thread: ends a [#step] that waits.
    void wakeUp() {
        consumer.wakeup();
    }

    /// One round; returns the number of records read.
    int step() {
        var polled = consumer.poll(POLL_PATIENCE);
        for (ConsumerRecord<byte[], byte[]> source : polled) {
            if (source.topic().equals(Topic.CONTROL.topicName())) {
                takeControl(source);
            } else {
                takeAssignment(source);
            }
        }
        return polled.count();
    }

    long schedulerEpoch() {
        return schedulerEpoch;
    }

    private void takeAssignment(ConsumerRecord<byte[], byte[]> source) {
        switch (codec.decode(AssignmentEvent.class, source.value())) {
            case Decoded.Malformed<AssignmentEvent> bad -> putAside(source, bad);
            case Decoded.Valid<AssignmentEvent>(BatchAssigned e) -> {
                if (isForMe(e.workerId(), e.incarnation(), e.schedulerEpoch())) {
                    schedulerEpoch = e.schedulerEpoch();
                    e.assignments().forEach(requests::start);
                }
            }
            case Decoded.Valid<AssignmentEvent>(AssignmentRevoked e) -> {
                if (isForMe(e.workerId(), e.incarnation(), e.schedulerEpoch())) {
                    schedulerEpoch = e.schedulerEpoch();
                    requests.revoke(e.requestId(), e.epoch());
                }
            }
        }
    }

    /// Several workers may share a partition, and an old scheduler may not know that it was
    /// followed.
    private boolean isForMe(WorkerId addressed, String start, long epochOfScheduler) {
        return addressed.equals(workerId)
                && start.equals(incarnation)
                && epochOfScheduler >= schedulerEpoch;
    }

    private void takeControl(ConsumerRecord<byte[], byte[]> source) {
        switch (codec.decode(ControlEvent.class, source.value())) {
            // The scheduler reads the same record and puts it aside.
            case Decoded.Malformed<ControlEvent> _ -> {}
            case Decoded.Valid<ControlEvent>(ControlEvent command) -> {
                if (command instanceof CancelInference cancel) {
                    requests.cancel(cancel.requestId());
                }
            }
        }
    }

    private <E extends Event> void putAside(
            ConsumerRecord<byte[], byte[]> source, Decoded.Malformed<E> bad) {
        malformed.run();
        LOG.atWarn()
                .addKeyValue("partition", source.partition())
                .addKeyValue("offset", source.offset())
                .addKeyValue("reason", bad.reason())
                .log("malformed assignment put aside");
        var _ = deadLetters.put(source, bad.reason());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
