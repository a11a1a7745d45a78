package dev.sluice.gateway.intake;

import dev.sluice.gateway.admission.MeshLog;
import dev.sluice.gateway.batch.LineReader;
import dev.sluice.gateway.batch.LineRequests;
import dev.sluice.gateway.config.IntakeConfig;
import dev.sluice.gateway.metrics.GatewayMetrics;
import dev.sluice.gateway.store.BatchStore;
import dev.sluice.gateway.store.KeyClaims;
import dev.sluice.gateway.streaming.StreamArchive;
import dev.sluice.gateway.tenant.Quotas;
import java.time.InstantSource;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/// Everything that running lines needs of the rest of the gateway. `lineBytesMax`: a line holds one
/// body and little more; `random` must come from a strong generator.
public record IntakePorts(
        KeyClaims claims,
        BatchStore store,
        Quotas quotas,
        MeshLog log,
        StreamArchive archive,
        LineRequests requests,
        LineReader lines,
        int lineBytesMax,
        GatewayMetrics metrics,
        IntSupplier streamPartitionCount,
        LongSupplier random,
        InstantSource clock,
        IntakeConfig config) {}
