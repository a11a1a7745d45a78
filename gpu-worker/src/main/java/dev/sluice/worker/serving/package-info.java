/// What a worker serves: a model with what generates from it, loaded once per process. The rim
/// towards Kafka asks [ServedModel] for everything, and does not know which kind it has.
@NullMarked
package dev.sluice.worker.serving;

import org.jspecify.annotations.NullMarked;
