/// From the topics `events`, `prompts` and `results` to the database. Started by Quarkus; each
/// channel hands what it polled to one virtual thread at a time, which blocks until all of it is
/// stored; only then are the offsets committed.
@NullMarked
package dev.sluice.audit.kafka;

import org.jspecify.annotations.NullMarked;
