/// Everything on one machine: `up` starts the embedded broker, fetches the model and runs all
/// services in this process, over the same Kafka topics that separate processes would use. Called
/// by the `up` command on the main thread.
@NullMarked
package dev.sluice.standalone.up;

import org.jspecify.annotations.NullMarked;
