package dev.sluice.scheduler.kafka;

import dev.sluice.scheduler.loop.Input;

/// Where the pumps put what they read, each in its order.
interface InputSink {
    /// May wait for room.
    void put(Input input);
}
