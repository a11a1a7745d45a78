package dev.sluice.gateway.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// `sluice.gateway.files`: the contents of files.
@ConfigMapping(prefix = "sluice.gateway.files")
public interface FilesConfig {
    /// The folder of the contents; absent: `SLUICE_HOME/files`. Gateways on several machines need
    /// one that all of them see.
    Optional<String> folder();

    /// An S3 bucket for the contents instead; the folder has then what is on its way up. Gateways
    /// on several machines share it. Credentials: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`.
    Optional<String> bucket();

    /// The address of an S3-compatible store; absent: AWS.
    Optional<URI> bucketEndpoint();

    /// The bucket's region.
    @WithDefault("us-east-1")
    String bucketRegion();

    /// The largest file. Larger: larger batches; smaller: less disk for each upload.
    @WithDefault("200M")
    MemorySize fileBytesMax();

    /// All files of one tenant together. More: more is kept; less: one tenant cannot fill the disk.
    @WithDefault("10G")
    MemorySize tenantBytesMax();

    /// Uploads at once. More: fewer refusals; fewer: less disk and processor time at once.
    @WithDefault("16")
    int uploadsMax();

    /// How long an upload may take for `upload-bytes-min`, or for what is left of it. Longer: slow
    /// senders pass; shorter: idle ones are dropped sooner.
    @WithDefault("60s")
    Duration uploadTimeout();

    /// How much of an upload arrives within `upload-timeout` at least. More: no upload takes long;
    /// less: slower senders pass.
    @WithDefault("1M")
    MemorySize uploadBytesMin();
}
