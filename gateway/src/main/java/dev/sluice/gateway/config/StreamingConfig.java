package dev.sluice.gateway.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// `sluice.gateway.streaming`: how streams are served and resumed.
@ConfigMapping(prefix = "sluice.gateway.streaming")
public interface StreamingConfig {
    /// How long a stream's HTTP status waits for the first record. Longer: more failures get their
    /// own status instead of an error inside of a `200`; shorter: clients see their id earlier.
    @WithDefault("200ms")
    Duration statusHold();

    /// How long an accepted request waits for the first record of its answer before the client gets
    /// `503`; the request goes on, and its stream may be read later. Longer: patient with long
    /// queues; shorter: clients learn sooner that the mesh stands still.
    @WithDefault("2m")
    Duration firstRecordTimeout();

    /// How long a stream whose client left may be resumed before it is cancelled. Longer: clients
    /// on bad networks lose nothing; shorter: slots are freed sooner.
    @WithDefault("15s")
    Duration resumeGrace();

    /// How often a silent stream carries a comment. More often: dead connections are found sooner,
    /// and proxies keep idle ones; less often: less traffic.
    @WithDefault("10s")
    Duration heartbeat();

    /// Records of one stream that may wait for a slow client before it is cut off. More: slower
    /// clients survive; fewer: less memory for each.
    @WithDefault("1024")
    int unsentRecordsMax();

    /// Streams open at once. More: fewer refusals; fewer: bounded memory (measured figures are in
    /// the module's README).
    @WithDefault("20000")
    int openStreamsMax();

    /// Streams whose past is read at once; each has a Kafka consumer meanwhile. More: faster when
    /// many clients come back together; fewer: less memory and load on the brokers.
    @WithDefault("16")
    int reopenReadersMax();

    /// How long a reopened stream may wait for a reader, the log or its client. Longer: survives
    /// slower brokers; shorter: frees the reader sooner.
    @WithDefault("10s")
    Duration reopenTimeout();

    /// The most by which clocks of the mesh differ. Reading a stream's past begins that much
    /// earlier. Larger: safe with worse clocks; smaller: less is read.
    @WithDefault("10s")
    Duration clockSkewMax();
}
