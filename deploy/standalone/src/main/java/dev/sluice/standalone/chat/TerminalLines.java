package dev.sluice.standalone.chat;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jspecify.annotations.Nullable;

/// Lines of a person at a terminal, with editing and history. Ctrl-C on an empty line, or Ctrl-D,
/// leaves; Ctrl-C while an answer runs stops only the answer.
public final class TerminalLines implements Lines {
    private static final String PROMPT =
            new AttributedStringBuilder()
                    .style(AttributedStyle.BOLD.foreground(AttributedStyle.CYAN))
                    .append("you> ")
                    .toAnsi();

    private final Terminal terminal;
    private final LineReader reader;

    public TerminalLines() {
        try {
            terminal = TerminalBuilder.builder().name("sluice").system(true).dumb(true).build();
        } catch (IOException e) {
            throw new UncheckedIOException("the terminal cannot be opened: " + e.getMessage(), e);
        }
        // Why: the shell's history expansion would eat exclamation marks.
        reader =
                LineReaderBuilder.builder()
                        .terminal(terminal)
                        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                        .build();
    }

    @Override
    public boolean isInteractive() {
        return true;
    }

    @Override
    public @Nullable String read() {
        while (true) {
            try {
                return reader.readLine(PROMPT);
            } catch (UserInterruptException interrupted) {
                if (interrupted.getPartialLine().isEmpty()) {
                    return null;
                }
            } catch (EndOfFileException end) {
                return null;
            }
        }
    }

    @Override
    public void print(String piece) {
        terminal.writer().print(piece);
        terminal.writer().flush();
    }

    @Override
    public void endAnswer() {
        terminal.writer().println();
        terminal.writer().flush();
    }

    @Override
    public void note(String text) {
        terminal.writer().println(text);
        terminal.writer().flush();
    }

    @Override
    public void onInterrupt(Runnable stopAnswer) {
        var _ = terminal.handle(Terminal.Signal.INT, _ -> stopAnswer.run());
    }

    @Override
    public void close() {
        try {
            terminal.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
