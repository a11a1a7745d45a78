/// The Kafka rim. Requests, notes and commands go out through messaging channels; streams are read
/// with plain clients, as one gateway may read tens of thousands of records a second.
///
/// | thread | class | owns |
/// |---|---|---|
/// | `gateway-streams` | [dev.sluice.gateway.kafka.StreamReader] | the consumer of all live streams |
/// | `gateway-ownership` | [dev.sluice.gateway.kafka.OwnershipReader] | the membership in the consumer group |
/// | `gateway-workers` | [dev.sluice.gateway.kafka.CompactedReader] | the consumer of heartbeats |
/// | `gateway-routes` | [dev.sluice.gateway.kafka.CompactedReader] | the consumer of routes |
/// | `gateway-quotas` | [dev.sluice.gateway.kafka.KafkaQuotas] | the ledger of all tenants' limits |
/// | `gateway-settlement` | [dev.sluice.gateway.kafka.SettlementReader] | a membership in the group that settles |
/// | `gateway-webhooks` | [dev.sluice.gateway.kafka.CompactedReader] | the consumer of endpoints |
/// | `gateway-completions` | [dev.sluice.gateway.kafka.CompletionReader] | a membership in the group that says what is due |
/// | `gateway-calls` | [dev.sluice.gateway.kafka.CallReader] | the ledger of calls, a membership in the group that makes them |
/// | virtual, one per definition | [dev.sluice.gateway.kafka.KafkaAdminLog] | nothing |
/// | `gateway-projection` | [dev.sluice.gateway.kafka.ProjectionReader] | the consumer of `objects` and `results`, and all writing to the tables |
/// | virtual, one per reopened stream | [dev.sluice.gateway.kafka.KafkaArchive] | one pooled consumer |
///
/// Callers: the container at start and stop; `http` through the ports of `admission`, `admin` and
/// `streaming`.
@NullMarked
package dev.sluice.gateway.kafka;

import org.jspecify.annotations.NullMarked;
