/// From the topics `events`, `prompts` and `results` to the database, on one thread: a poll's
/// offsets are committed when all of it is stored.
@NullMarked
package dev.sluice.audit.kafka;

import org.jspecify.annotations.NullMarked;
