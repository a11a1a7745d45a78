package dev.sluice.worker.chat.jinja;

/// A template that cannot be parsed, or a rendering that failed: the line, and what went wrong. The
/// message never holds a variable's text, so that it may be logged; what the template itself says
/// through `raise_exception` is the template's own wording and is passed on.
public final class JinjaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final String reason;

    JinjaException(String reason) {
        this(0, reason);
    }

    JinjaException(int line, String reason) {
        super(line > 0 ? "line " + line + ": " + reason : reason);
        this.line = line;
        this.reason = reason;
    }

    /// The template's line, from 1; 0 when it is not known.
    public int line() {
        return line;
    }

    /// The message without the line.
    public String reason() {
        return reason;
    }

    /// This failure with a line, unless a place nearer to it has set one already.
    JinjaException at(int nearestLine) {
        return line > 0 ? this : withLine(nearestLine);
    }

    private JinjaException withLine(int nearestLine) {
        JinjaException located = new JinjaException(nearestLine, reason);
        located.setStackTrace(getStackTrace());
        return located;
    }
}
