package dev.sluice.masking.detect;

import java.util.function.Consumer;

/// A scanner with the text it reads, for tests that look at spans and holds without
/// transformations.
final class Feed {

    private final HeldText text = new HeldText();
    private final Scanner scanner;
    private long position;

    Feed(CompiledDetectors detectors, Consumer<Span> spans) {
        this.scanner =
                new Scanner(
                        detectors,
                        text,
                        AllowList.NOTHING,
                        new SpanListener() {
                            @Override
                            public void onSpan(Span span) {
                                spans.accept(span);
                            }

                            @Override
                            public void onOpenSpanEnded(long end) {}
                        });
    }

    void append(String chunk) {
        text.append(chunk);
        while (position < text.end()) {
            int codePoint = text.codePointAt(position);
            position += Character.charCount(codePoint);
            scanner.accept(codePoint, position);
        }
    }

    void finish() {
        scanner.finish();
    }

    long holdFrom() {
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
