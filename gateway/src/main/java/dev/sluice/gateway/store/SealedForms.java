package dev.sluice.gateway.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.json.ValueModule;
import dev.sluice.gateway.admission.ResponseForm;
import dev.sluice.runtime.secrets.TenantSecrets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Texts of callers, sealed with their tenant's key and bound to the object they belong to. Any
/// thread.
public final class SealedForms {
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .addModule(new ValueModule())
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build();
    private static final TypeReference<Map<String, SensitiveText>> METADATA =
            new TypeReference<>() {};

    private final TenantSecrets secrets;

    public SealedForms(TenantSecrets secrets) {
        this.secrets = secrets;
    }

    public String seal(TenantId tenant, ObjectId id, ResponseForm form) {
        return seal(tenant, id + "/form", form);
    }

    /// Fails with an `IllegalStateException` where the form was sealed with another secret.
    ResponseForm open(TenantId tenant, ObjectId id, String sealed) {
        try {
            return JSON.readValue(opened(tenant, id + "/form", sealed), ResponseForm.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the form of " + id + " cannot be read", e);
        }
    }

    /// Null for no metadata.
    public @Nullable String sealMetadata(
            TenantId tenant, ObjectId id, Map<String, SensitiveText> metadata) {
        return metadata.isEmpty() ? null : seal(tenant, id + "/metadata", metadata);
    }

    Map<String, SensitiveText> openMetadata(TenantId tenant, ObjectId id, @Nullable String sealed) {
        if (sealed == null) {
            return Map.of();
        }
        try {
            return JSON.readValue(opened(tenant, id + "/metadata", sealed), METADATA);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the metadata of " + id + " cannot be read", e);
        }
    }

    private String seal(TenantId tenant, String place, Object value) {
        try {
            return secrets.sealing(tenant).seal(place, JSON.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(place + " cannot be written", e);
        }
    }

    private String opened(TenantId tenant, String place, String sealed) {
        return secrets.sealing(tenant)
                .open(place, sealed)
                .orElseThrow(() ->
                        new IllegalStateException(place + " is sealed with another tenant.secret"));
    }
}
