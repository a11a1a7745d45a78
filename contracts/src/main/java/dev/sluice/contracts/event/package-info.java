/// The event records of every topic: one topic is one sealed interface, one record per variant.
/// Constructors validate and copy; nothing here knows JSON or Kafka. Changes only add components.
@NullMarked
package dev.sluice.contracts.event;

import org.jspecify.annotations.NullMarked;
