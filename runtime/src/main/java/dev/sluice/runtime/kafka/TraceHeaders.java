package dev.sluice.runtime.kafka;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// W3C trace context in record headers, for the plain clients (the messaging channels do it
/// themselves). Where a header stands twice the last one counts: a dead-letter producer adds its
/// own.
public final class TraceHeaders {
    public static final String TRACEPARENT = "traceparent";

    private static final TextMapSetter<Headers> SETTER =
            (headers, name, value) -> {
                if (headers != null) {
                    headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
                }
            };

    private static final TextMapGetter<Headers> GETTER =
            new TextMapGetter<>() {
                @Override
                public Iterable<String> keys(Headers headers) {
                    List<String> names = new ArrayList<>();
                    headers.forEach(header -> names.add(header.key()));
                    return names;
                }

                @Override
                public @Nullable String get(@Nullable Headers headers, String name) {
                    return headers == null ? null : text(headers.lastHeader(name));
                }
            };

    private TraceHeaders() {}

    /// Writes the context into the headers; writes nothing where there is no trace.
    public static void inject(Context context, Headers headers) {
        W3CTraceContextPropagator.getInstance().inject(context, headers, SETTER);
    }

    /// The context that the headers carry, or the root.
    public static Context extract(Headers headers) {
        return W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, GETTER);
    }

    /// The raw `traceparent`, for state that keeps it between two records.
    public static @Nullable String traceparent(Headers headers) {
        return text(headers.lastHeader(TRACEPARENT));
    }

    private static @Nullable String text(@Nullable Header header) {
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
