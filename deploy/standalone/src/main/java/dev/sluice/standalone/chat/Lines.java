package dev.sluice.standalone.chat;

import org.jspecify.annotations.Nullable;

/// Where the chat's lines come from and its answers go to.
public interface Lines extends AutoCloseable {
    /// Whether a person is there to read a note and go on.
    boolean isInteractive();

    /// The next line; null at the end.
    @Nullable String read();

    /// A piece of an answer, shown at once.
    void print(String piece);

    /// Ends the answer's line.
    void endAnswer();

    /// A word from the chat itself, apart from the answers.
    void note(String text);

    /// What to do when the person interrupts a running answer.
    void onInterrupt(Runnable stopAnswer);

    @Override
    void close();
}
