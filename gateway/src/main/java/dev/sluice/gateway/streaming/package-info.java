/// What a gateway knows about streams: which are open here and who reads them, which partitions
/// carry them, and how records get from the log's thread to a client without loss, doubling or
/// unbounded memory. No Kafka and no HTTP in here.
///
/// Callers: `http` on event loops, `kafka` on its reader threads. [OpenStreams], [PartitionBook]
/// and [Mailbox] are thread-safe; the rest belongs to one reader's thread.
@NullMarked
package dev.sluice.gateway.streaming;

import org.jspecify.annotations.NullMarked;
