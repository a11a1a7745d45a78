/// Tests of the Kafka rim, over the client library's in-memory consumer.
@NullMarked
package dev.sluice.gateway.kafka;

import org.jspecify.annotations.NullMarked;
