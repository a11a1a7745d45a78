package dev.sluice.gateway.batch;

import dev.sluice.gateway.admission.MeshLog;
import dev.sluice.gateway.admission.RequestReader;
import dev.sluice.gateway.catalogue.ModelCatalogue;
import dev.sluice.gateway.config.BatchConfig;
import dev.sluice.gateway.rendering.CallerText;
import dev.sluice.gateway.store.BatchStore;
import dev.sluice.gateway.store.FileContents;
import dev.sluice.gateway.streaming.StreamArchive;
import java.time.InstantSource;
import java.util.function.IntSupplier;

/// Everything that running batches needs of the rest of the gateway. `streamPartitionCount` is 0
/// while it is not known.
public record BatchPorts(
        BatchStore store,
        FileContents contents,
        MeshLog log,
        StreamArchive archive,
        ModelCatalogue catalogue,
        CallerText callerText,
        RequestReader reader,
        LineReader lines,
        IntSupplier streamPartitionCount,
        InstantSource clock,
        BatchConfig config) {
    public static LineReader lineReader(long bodyBytesMax) {
        return new LineReader(lineBytesMax(bodyBytesMax));
    }

    /// A line holds one body and little more.
    public static int lineBytesMax(long bodyBytesMax) {
        return Math.toIntExact(Math.min(bodyBytesMax + 4096, Integer.MAX_VALUE));
    }
}
