package dev.sluice.audit.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.audit.record.AuditBody;
import dev.sluice.audit.record.AuditRecord;
import dev.sluice.contracts.json.ValueModule;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Records and bodies as the JSON texts of their columns.
final class RecordJson {
    private final JsonMapper mapper =
            JsonMapper.builder()
                    .addModule(new ValueModule())
                    .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                    .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .defaultPropertyInclusion(
                            JsonInclude.Value.construct(
                                    JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
                    .build();

    String write(AuditRecord audited) {
        return json(audited);
    }

    AuditRecord read(String parts) {
        try {
            return mapper.readValue(parts, AuditRecord.class);
        } catch (JacksonException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A prompt as `{"messages":[…]}` or `{"text":"…"}`, an answer as one JSON string.
    String write(AuditBody body) {
        return switch (body) {
            case AuditBody.PromptBody p -> json(p.prompt());
            case AuditBody.AnswerBody a -> json(a.text());
        };
    }

    /// By way of bytes: there Jackson escapes half a surrogate pair, which no database takes.
    private String json(Object value) {
        try {
            return new String(mapper.writeValueAsBytes(value), StandardCharsets.UTF_8);
        } catch (JacksonException e) {
            throw new UncheckedIOException(e);
        }
    }
}
