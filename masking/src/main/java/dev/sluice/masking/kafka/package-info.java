/// The rim towards Kafka: prompts come through a messaging channel, tokens through a plain client
/// on a thread of its own.
@NullMarked
package dev.sluice.masking.kafka;

import org.jspecify.annotations.NullMarked;
