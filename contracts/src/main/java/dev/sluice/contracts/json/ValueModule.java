package dev.sluice.contracts.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.WorkerId;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.function.Function;

/// Value types as bare JSON strings, times as ISO 8601. For the codec, and for services that keep
/// the same types in JSON of their own.
public final class ValueModule extends SimpleModule {
    private static final long serialVersionUID = 1L;

    public ValueModule() {
        value(RequestId.class, RequestId::value, RequestId::new);
        value(ObjectId.class, ObjectId::value, ObjectId::new);
        value(TenantId.class, TenantId::value, TenantId::new);
        value(PoolName.class, PoolName::value, PoolName::new);
        value(WorkerId.class, WorkerId::value, WorkerId::new);
        value(SensitiveText.class, SensitiveText::value, SensitiveText::new);
        value(Instant.class, IsoTime::format, ValueModule::time);
    }

    private static Instant time(String text) {
        try {
            return IsoTime.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("not a time such as 2026-01-31T12:00:00Z", e);
        }
    }

    private <T> void value(Class<T> type, Function<T, String> write, Function<String, T> read) {
        addSerializer(type, new Writer<>(type, write));
        addDeserializer(type, new Reader<>(type, read));
    }

    private static final class Writer<T> extends StdScalarSerializer<T> {
        private static final long serialVersionUID = 1L;
        private final transient Function<T, String> write;

        Writer(Class<T> type, Function<T, String> write) {
            super(type);
            this.write = write;
        }

        @Override
        public void serialize(T value, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            out.writeString(write.apply(value));
        }
    }

    private static final class Reader<T> extends StdScalarDeserializer<T> {
        private static final long serialVersionUID = 1L;
        private final transient Function<String, T> read;

        Reader(Class<T> type, Function<String, T> read) {
            super(type);
            this.read = read;
        }

        @Override
        public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
            if (!in.hasToken(JsonToken.VALUE_STRING)) {
                return context.reportInputMismatch(this, "a string is expected");
            }
            try {
                return read.apply(in.getText());
            } catch (IllegalArgumentException e) {
                throw JsonMappingException.from(in, "not valid", e);
            }
        }
    }
}
