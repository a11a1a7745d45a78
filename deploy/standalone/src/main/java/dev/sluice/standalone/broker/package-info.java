/// The Kafka that comes with Sluice: one KRaft node inside the process of `up` or `run broker`, or
/// three nodes as three processes. Called by those two commands; nodes start and stop on the
/// caller's thread and serve on Kafka's own. Kafka's server classes are no public API and move
/// between releases: only [dev.sluice.standalone.broker.BrokerNode] touches them.
@NullMarked
package dev.sluice.standalone.broker;

import org.jspecify.annotations.NullMarked;
