package dev.sluice.masking.detect;

import java.util.ArrayList;
import java.util.List;

/// A scanner with the text it reads, for tests that look at spans and holds without
/// transformations.
final class Feed {

    private final HeldText text = new HeldText();
    private final Scanner scanner;
    private final List<Span> spans = new ArrayList<>();
    private long position;

    Feed(CompiledDetectors detectors) {
        this.scanner =
                new Scanner(
                        detectors,
                        text,
                        AllowList.NOTHING,
                        new SpanListener() {
                            @Override
                            public void onSpan(Span span) {
                                spans.add(span);
                            }

                            @Override
                            public void onOpenSpanEnded(long end) {
                                Span open = spans.removeLast();
                                spans.add(
                                        new Span(
                                                open.detector(),
                                                open.matchStart(),
                                                open.start(),
                                                end,
                                                open.evidence(),
                                                open.contextWord(),
                                                open.isAllowed(),
                                                false));
                            }
                        });
    }

    void append(String chunk) {
        text.append(chunk);
        while (position < text.end()) {
            int symbol = text.symbolAt(position);
            position = text.endOf(position);
            scanner.accept(symbol, position);
        }
    }

    /// What was reported so far; an open span has the end known when it was.
    List<Span> spans() {
        return List.copyOf(spans);
    }

    /// The same, as {@link NaiveScan} describes it.
    List<NaiveScan.Part> parts() {
        return spans.stream()
                .map(span ->
                        new NaiveScan.Part(
                                span.detector().name(),
                                (int) span.matchStart(),
                                (int) span.start(),
                                (int) span.end()))
                .toList();
    }

    void finish() {
        scanner.finish();
    }

    long holdFrom() {
        scanner.decide();
        return scanner.holdFrom();
    }

    long textNeededFrom() {
        return scanner.textNeededFrom();
    }

    int liveThreadCount() {
        return scanner.liveThreadCount();
    }

    void dropTo(long offset) {
        text.dropTo(offset);
    }
}
