package dev.sluice.audit.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.audit.record.AuditPart.Masked;
import dev.sluice.audit.record.AuditPart.RequestedSettings;
import dev.sluice.audit.record.AuditRecord;
import dev.sluice.audit.store.StoredBodies;
import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Records, bodies and errors as clients see them. What is absent is left out, but in an error.
/// Attributes that OpenTelemetry's GenAI conventions have carry its names; times are ISO 8601, UTC.
final class AuditJson {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                    .build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    JsonNode list(List<AuditRecord> records) {
        ArrayNode data = NODES.arrayNode();
        records.forEach(audited -> data.add(one(audited)));
        return NODES.objectNode().put("object", "list").set("data", data);
    }

    JsonNode one(AuditRecord audited) {
        ObjectNode json = NODES.objectNode();
        json.put("requestId", audited.requestId().value());
        audited.tenantId().map(TenantId::value).ifPresent(tenant -> json.put("tenantId", tenant));
        audited.keyId().ifPresent(keyId -> json.put("keyId", keyId));
        audited.route().ifPresent(route -> json.put("route", route));
        audited.target().ifPresent(target -> json.put("target", target));
        json.put("outcome", lowerCase(audited.outcome()));
        audited.acceptedAt().map(Instant::toString).ifPresent(at -> json.put("acceptedAt", at));
        audited.finishedAt().map(Instant::toString).ifPresent(at -> json.put("finishedAt", at));
        audited.pool().map(PoolName::value).ifPresent(pool -> json.put("pool", pool));
        putRequest(json, audited);
        putResponse(json, audited);
        putFindings(json, audited);
        return json;
    }

    private static void putRequest(ObjectNode json, AuditRecord audited) {
        Masked masked = audited.masked();
        if (masked == null) {
            return;
        }
        if (masked.subject() != null) {
            json.put("subject", masked.subject());
        }
        json.put("gen_ai.operation.name", lowerCase(masked.operation()));
        json.put("gen_ai.request.model", masked.model());
        RequestedSettings settings = masked.settings();
        if (settings.maxTokens() != null) {
            json.put("gen_ai.request.max_tokens", settings.maxTokens());
        }
        json.put("gen_ai.request.temperature", settings.temperature());
        json.put("gen_ai.request.top_p", settings.topP());
        json.put("gen_ai.request.top_k", settings.topK());
        json.put("gen_ai.request.frequency_penalty", settings.frequencyPenalty());
        json.put("gen_ai.request.presence_penalty", settings.presencePenalty());
        json.put("gen_ai.request.seed", settings.seed());
    }

    private static void putResponse(ObjectNode json, AuditRecord audited) {
        audited.errorCode().ifPresent(code -> json.put("error.type", code.code()));
        var ended = audited.ended();
        if (ended == null) {
            return;
        }
        if (ended.message() != null) {
            json.put("error.message", ended.message());
        }
        json.put("gen_ai.response.id", audited.requestId().value());
        audited.pool().ifPresent(pool -> json.put("gen_ai.response.model", pool.value()));
        if (ended.reason() != null) {
            json.putArray("gen_ai.response.finish_reasons").add(lowerCase(ended.reason()));
        }
        json.put("gen_ai.usage.input_tokens", ended.usage().promptTokens());
        json.put("gen_ai.usage.output_tokens", ended.usage().completionTokens());
    }

    private static void putFindings(ObjectNode json, AuditRecord audited) {
        if (audited.masked() == null && audited.ended() == null) {
            return;
        }
        ObjectNode findings = json.putObject("findings");
        if (audited.masked() != null) {
            findings.set("prompt", counts(audited.masked().findings()));
        }
        if (audited.ended() != null) {
            findings.set("answer", counts(audited.ended().findings()));
        }
    }

    private static ObjectNode counts(Map<String, Integer> findings) {
        ObjectNode counts = NODES.objectNode();
        findings.forEach(counts::put);
        return counts;
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /// `prompt` is an object with `messages` or `text`, `answer` a string.
    JsonNode body(RequestId id, StoredBodies bodies) {
        ObjectNode json = NODES.objectNode().put("requestId", id.value());
        put(json, "prompt", bodies.prompt());
        put(json, "answer", bodies.answer());
        return json;
    }

    private static void put(ObjectNode json, String name, @Nullable SensitiveText stored) {
        if (stored == null) {
            return;
        }
        try {
            json.set(name, MAPPER.readTree(stored.value()));
        } catch (JacksonException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// OpenAI's error shape: `param` and `code` are always there.
    static JsonNode error(ErrorCode code, String message, @Nullable String parameter) {
        ObjectNode error = NODES.objectNode();
        error.put("message", message);
        error.put("type", code.openAiType());
        error.put("param", parameter);
        error.put("code", code.code());
        return NODES.objectNode().set("error", error);
    }

    static byte[] bytes(JsonNode json) {
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (JacksonException e) {
            throw new UncheckedIOException(e);
        }
    }
}
