package dev.sluice.standalone.chat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A person who types given lines, sees everything, and may press Ctrl-C at a given word.
final class TypedLines implements Lines {
    private final Deque<String> typed;
    private final StringBuilder shown = new StringBuilder();
    private boolean interactive = true;
    private @Nullable String interruptAfter;
    private Runnable stopAnswer = () -> {};

    TypedLines(String... typed) {
        this.typed = new ArrayDeque<>(List.of(typed));
    }

    TypedLines piped() {
        interactive = false;
        return this;
    }

    void interruptAfter(String word) {
        interruptAfter = word;
    }

    String shown() {
        return shown.toString();
    }

    @Override
    public boolean isInteractive() {
        return interactive;
    }

    @Override
    public @Nullable String read() {
        return typed.poll();
    }

    @Override
    public void print(String piece) {
        shown.append(piece);
        if (piece.equals(interruptAfter)) {
            stopAnswer.run();
        }
    }

    @Override
    public void endAnswer() {
        shown.append('\n');
    }

    @Override
    public void note(String text) {
        shown.append(text).append('\n');
    }

    @Override
    public void onInterrupt(Runnable stop) {
        stopAnswer = stop;
    }

    @Override
    public void close() {}
}
