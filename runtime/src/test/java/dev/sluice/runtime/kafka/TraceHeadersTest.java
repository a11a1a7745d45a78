package dev.sluice.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

final class TraceHeadersTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";
    private static final String TRACEPARENT = "00-" + TRACE + "-" + SPAN + "-01";

    @Test
    void aTraceGoesInAndComesOut() {
        // Given:
        RecordHeaders headers = new RecordHeaders();
        SpanContext span =
                SpanContext.create(TRACE, SPAN, TraceFlags.getSampled(), TraceState.getDefault());

        // When:
        TraceHeaders.inject(Context.root().with(Span.wrap(span)), headers);

        // Then:
        assertThat(TraceHeaders.traceparent(headers)).isEqualTo(TRACEPARENT);
        SpanContext read = Span.fromContext(TraceHeaders.extract(headers)).getSpanContext();
        assertThat(read.getTraceId()).isEqualTo(TRACE);
        assertThat(read.getSpanId()).isEqualTo(SPAN);
        assertThat(read.isSampled()).isTrue();
        assertThat(read.isRemote()).isTrue();
    }

    @Test
    void theLastOfTwoCounts() {
        // Given:
        RecordHeaders headers = new RecordHeaders();
        String other = TRACEPARENT.replace(SPAN, "00f067aa0ba902b7");
        headers.add(TraceHeaders.TRACEPARENT, other.getBytes(StandardCharsets.UTF_8));
        headers.add(TraceHeaders.TRACEPARENT, TRACEPARENT.getBytes(StandardCharsets.UTF_8));

        // Then:
        assertThat(TraceHeaders.traceparent(headers)).isEqualTo(TRACEPARENT);
        assertThat(Span.fromContext(TraceHeaders.extract(headers)).getSpanContext().getSpanId())
                .isEqualTo(SPAN);
    }

    @Test
    void anInjectedTraceReplacesTheFormerOne() {
        // Given:
        RecordHeaders headers = new RecordHeaders();
        headers.add(TraceHeaders.TRACEPARENT, "former".getBytes(StandardCharsets.UTF_8));
        SpanContext span =
                SpanContext.create(TRACE, SPAN, TraceFlags.getSampled(), TraceState.getDefault());

        // When:
        TraceHeaders.inject(Context.root().with(Span.wrap(span)), headers);

        // Then:
        assertThat(headers.headers(TraceHeaders.TRACEPARENT)).hasSize(1);
    }

    @Test
    void nothingIsWrittenOrReadWhereThereIsNoTrace() {
        // Given:
        RecordHeaders headers = new RecordHeaders();

        // When:
        TraceHeaders.inject(Context.root(), headers);

        // Then:
        assertThat(headers).isEmpty();
        assertThat(TraceHeaders.traceparent(headers)).isNull();
        assertThat(Span.fromContext(TraceHeaders.extract(headers)).getSpanContext().isValid())
                .isFalse();
    }

    @Test
    void garbageIsNoTrace() {
        // Given:
        RecordHeaders headers = new RecordHeaders();
        headers.add(TraceHeaders.TRACEPARENT, "garbage".getBytes(StandardCharsets.UTF_8));

        // Then:
        assertThat(Span.fromContext(TraceHeaders.extract(headers)).getSpanContext().isValid())
                .isFalse();
    }
}
