package dev.sluice.scheduler.kafka;

/// Reads records and hands them to the inbox. All calls but [#wakeUp] on the pump's own thread.
interface Pump {
    /// One round.
    void step();

    /// Any thread: ends a wait for records.
    void wakeUp();

    /// Leaves the broker.
    void close();
}
