/// The rim towards Kafka: assignments in, tokens and heartbeats out. Three threads: `worker-intake`
/// polls and renders prompts, `worker-tokens` sends, `worker-heartbeat` reports; the engine thread
/// only hands records over.
@NullMarked
package dev.sluice.worker.kafka;

import org.jspecify.annotations.NullMarked;
