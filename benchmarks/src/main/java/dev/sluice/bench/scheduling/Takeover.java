package dev.sluice.bench.scheduling;

import dev.sluice.contracts.event.PromptEvent;
import dev.sluice.contracts.event.PromptEvent.PromptMasked;
import dev.sluice.contracts.json.Decoded;
import dev.sluice.contracts.json.EventCodec;
import java.util.ArrayList;
import java.util.List;

/// What a successor does with prompts that it finds waiting: it decodes each, queues it as
/// inherited, and decides when all are read. Reading them from a broker is not in it.
final class Takeover {
    private Takeover() {}

    /// Seconds from the first record to the first decision.
    static double seconds(int waitingCount) {
        List<byte[]> records = records(waitingCount);
        long startNanos = System.nanoTime();
        var codec = new EventCodec();
        var shard = new FullShard(waitingCount);
        for (byte[] value : records) {
            switch (codec.decode(PromptEvent.class, value)) {
                case Decoded.Valid<PromptEvent>(PromptMasked prompt) ->
                        shard.inherit(prompt, value.length);
                case Decoded.Malformed<PromptEvent> bad ->
                        throw new IllegalStateException(bad.reason());
            }
        }
        shard.goLive();
        return (System.nanoTime() - startNanos) / 1e9;
    }

    private static List<byte[]> records(int count) {
        var codec = new EventCodec();
        var shard = new FullShard(count);
        List<byte[]> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(codec.encode(shard.prompt()));
        }
        return records;
    }
}
