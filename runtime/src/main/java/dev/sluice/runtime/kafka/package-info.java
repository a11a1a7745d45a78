/// What every service needs of Kafka: client settings, topics, event sender, dead letters and trace
/// headers. Senders are safe on any thread and never wait for the broker.
@NullMarked
package dev.sluice.runtime.kafka;

import org.jspecify.annotations.NullMarked;
