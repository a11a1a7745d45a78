package dev.sluice.scheduler.loop;

import dev.sluice.scheduler.shard.DeadLetter;
import dev.sluice.scheduler.shard.ShardEvent;
import java.time.Duration;

/// Is told what happens, on the loop thread; must be quick.
public interface LoopObserver {
    void onEvent(ShardEvent event);

    void onRejected(RejectedRecord rejected);

    /// A prompt that could be read was given up and is set aside.
    void onDeadLetter(DeadLetter letter);

    void onStep(Duration took);

    /// The shard is rebuilt and decides from now on; `unfinished` requests were found.
    void onLive(int shard, int unfinished);

    /// The shard's state is thrown away and read anew.
    void onDropped(int shard, String reason);

    /// The loop goes on after this.
    void onFailure(RuntimeException failure);
}
