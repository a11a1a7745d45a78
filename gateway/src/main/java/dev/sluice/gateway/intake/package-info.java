/// The intake: lines of requests that programs write to Kafka, run like a batch's lines, each
/// answered with a line. One virtual thread for each line that this gateway works on; `kafka` reads
/// the lines and writes the answers.
@NullMarked
package dev.sluice.gateway.intake;

import org.jspecify.annotations.NullMarked;
