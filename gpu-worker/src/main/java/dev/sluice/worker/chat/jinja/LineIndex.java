package dev.sluice.worker.chat.jinja;

/// Which line an offset of a source stands on. Asked with rising offsets for the most part, so it
/// counts on from where it was.
final class LineIndex {
    private final String source;
    private int lastOffset;
    private int lastLine = 1;

    LineIndex(String source) {
        this.source = source;
    }

    int of(int offset) {
        if (offset < lastOffset) {
            lastOffset = 0;
            lastLine = 1;
        }
        int end = Math.min(offset, source.length());
        for (int i = lastOffset; i < end; i++) {
            lastLine += source.charAt(i) == '\n' ? 1 : 0;
        }
        lastOffset = end;
        return lastLine;
    }
}
