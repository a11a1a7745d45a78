package dev.sluice.masking.kafka;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// A producer whose records are on their way for a while; some are given up. (The base class only
/// fills in the rest of the interface.)
final class SimProducer extends MockProducer<byte[], byte[]> {
    private record OnItsWay(
            ProducerRecord<byte[], byte[]> value,
            Callback callback,
            CompletableFuture<RecordMetadata> sent) {}

    private static final int FAILURES_OF = 400;

    private final SimTokens tokens;
    private final SplittableRandom random;
    private final Deque<OnItsWay> onTheirWay = new ArrayDeque<>();
    private boolean isFaulty = true;

    SimProducer(SimTokens tokens, SplittableRandom random) {
        super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        this.tokens = tokens;
        this.random = random;
    }

    void heal() {
        isFaulty = false;
    }

    @Override
    public synchronized Future<RecordMetadata> send(
            ProducerRecord<byte[], byte[]> value, Callback callback) {
        CompletableFuture<RecordMetadata> sent = new CompletableFuture<>();
        onTheirWay.add(new OnItsWay(value, callback, sent));
        if (random.nextInt(4) == 0) {
            arrive();
        }
        return sent;
    }

    @Override
    public synchronized void flush() {
        while (!onTheirWay.isEmpty()) {
            arrive();
        }
    }

    /// The process is gone: what is on its way arrives up to some record, unheard of.
    void crash() {
        int arriving = random.nextInt(onTheirWay.size() + 1);
        for (int i = 0; i < arriving; i++) {
            tokens.write(onTheirWay.remove().value());
        }
        onTheirWay.clear();
    }

    private void arrive() {
        OnItsWay next = onTheirWay.remove();
        if (isFaulty && random.nextInt(FAILURES_OF) == 0) {
            giveUp(next);
        } else {
            tokens.write(next.value());
            next.callback().onCompletion(null, null);
        }
    }

    /// It may have arrived, and only its acknowledgement was lost. What was sent behind it to the
    /// same partition is given up too: an idempotent producer keeps their order.
    private void giveUp(OnItsWay failed) {
        if (random.nextBoolean()) {
            tokens.write(failed.value());
        }
        List<OnItsWay> givenUp = new ArrayList<>(List.of(failed));
        onTheirWay.removeIf(later -> isBehind(failed, later) && givenUp.add(later));
        givenUp.forEach(
                record -> record.callback().onCompletion(null, new TimeoutException("given up")));
    }

    private static boolean isBehind(OnItsWay first, OnItsWay later) {
        return first.value().topic().equals(later.value().topic())
                && Objects.equals(first.value().partition(), later.value().partition());
    }
}
