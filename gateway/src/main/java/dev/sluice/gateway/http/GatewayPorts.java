package dev.sluice.gateway.http;

import dev.sluice.gateway.admin.AdminLog;
import dev.sluice.gateway.admission.MeshLog;
import dev.sluice.gateway.catalogue.ModelCatalogue;
import dev.sluice.gateway.catalogue.RouteTable;
import dev.sluice.gateway.config.AdmissionConfig;
import dev.sluice.gateway.config.FilesConfig;
import dev.sluice.gateway.config.StoreConfig;
import dev.sluice.gateway.config.StreamingConfig;
import dev.sluice.gateway.metrics.GatewayMetrics;
import dev.sluice.gateway.outbound.AddressGuard;
import dev.sluice.gateway.rendering.CallerText;
import dev.sluice.gateway.store.FileContents;
import dev.sluice.gateway.store.GatewayStore;
import dev.sluice.gateway.streaming.OpenStreams;
import dev.sluice.gateway.streaming.StreamArchive;
import dev.sluice.gateway.tenant.Quotas;
import dev.sluice.gateway.webhook.WebhookBook;
import dev.sluice.runtime.access.AccessBook;
import dev.sluice.runtime.access.AccessControl;
import dev.sluice.runtime.secrets.TenantSecrets;
import java.time.InstantSource;

/// Everything that the routes need of the rest of the gateway.
record GatewayPorts(
        AccessControl access,
        AccessBook tenants,
        Quotas quotas,
        MeshLog log,
        OpenStreams openStreams,
        StreamArchive archive,
        GatewayStore store,
        FileContents contents,
        TenantSecrets secrets,
        ModelCatalogue catalogue,
        RouteTable routes,
        AdminLog adminLog,
        WebhookBook webhooks,
        AddressGuard outboundGuard,
        CallerText callerText,
        GatewayMetrics metrics,
        InstantSource clock,
        StreamingConfig streaming,
        AdmissionConfig admission,
        StoreConfig storeConfig,
        FilesConfig files) {}
