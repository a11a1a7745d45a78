package dev.sluice.masking.detect;

/// Hears of spans as soon as they are decided, on the thread that feeds the scanner.
public interface SpanListener {

    /// A span is decided. No later text changes it, except the end of an open one.
    void onSpan(Span span);

    /// The open span reported last ends at `end`.
    void onOpenSpanEnded(long end);
}
