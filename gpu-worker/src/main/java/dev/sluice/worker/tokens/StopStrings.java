package dev.sluice.worker.tokens;

import java.util.ArrayList;
import java.util.List;

/// The stop strings of a request, as an Aho-Corasick automaton. Immutable; each sequence has its
/// own [Matcher].
///
/// A state is a prefix of some stop string: the longest one that the text seen so far ends in. Its
/// depth is that prefix's length, hence also how many characters must be held back, and no fewer
/// could be.
public final class StopStrings {
    public static final StopStrings NONE = of(List.of());

    private static final int ROOT = 0;
    private static final int NO_STATE = -1;

    private final List<State> states = new ArrayList<>();

    private StopStrings(List<String> texts) {
        states.add(new State(0));
        texts.forEach(this::addPath);
        link();
    }

    /// Every text counts, in no order; empty ones would match everywhere and are refused.
    public static StopStrings of(List<String> texts) {
        if (texts.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("a stop string is empty");
        }
        return new StopStrings(texts);
    }

    public Matcher matcher() {
        return new Matcher();
    }

    private void addPath(String text) {
        int at = ROOT;
        for (int i = 0; i < text.length(); i++) {
            int next = states.get(at).child(text.charAt(i));
            if (next == NO_STATE) {
                next = states.size();
                states.get(at).addChild(text.charAt(i), next);
                states.add(new State(i + 1));
            }
            at = next;
        }
        states.get(at).matchLength = text.length();
    }

    /// Breadth first, so that a state's fallback, which is shallower, is complete before it. The
    /// list that grows while it is gone through is the queue.
    private void link() {
        List<Integer> queue = new ArrayList<>(List.of(ROOT));
        for (int i = 0; i < queue.size(); i++) {
            State state = states.get(queue.get(i));
            for (int k = 0; k < state.childCount(); k++) {
                int child = state.children[k];
                State childState = states.get(child);
                boolean atRoot = queue.get(i) == ROOT;
                childState.fallback = atRoot ? ROOT : next(state.fallback, state.letters.charAt(k));
                // A match of the state itself is longer than any of its fallback.
                if (childState.matchLength == 0) {
                    childState.matchLength = states.get(childState.fallback).matchLength;
                }
                queue.add(child);
            }
        }
    }

    private int next(int from, char letter) {
        int state = from;
        int child = states.get(state).child(letter);
        while (child == NO_STATE && state != ROOT) {
            state = states.get(state).fallback;
            child = states.get(state).child(letter);
        }
        return child == NO_STATE ? ROOT : child;
    }

    /// Changed only while the automaton is built.
    private static final class State {
        private final int depth;
        private final StringBuilder letters = new StringBuilder(1);
        private int[] children = new int[1];
        private int fallback;

        /// Length of the longest stop string that ends here, 0 for none.
        private int matchLength;

        State(int depth) {
            this.depth = depth;
        }

        int childCount() {
            return letters.length();
        }

        int child(char letter) {
            for (int i = 0; i < letters.length(); i++) {
                if (letters.charAt(i) == letter) {
                    return children[i];
                }
            }
            return NO_STATE;
        }

        void addChild(char letter, int state) {
            if (letters.length() == children.length) {
                children = java.util.Arrays.copyOf(children, children.length * 2);
            }
            children[letters.length()] = state;
            letters.append(letter);
        }
    }

    /// Follows one sequence's text. One thread.
    public final class Matcher {
        private final StringBuilder held = new StringBuilder();
        private int state = ROOT;
        private boolean stopped;

        private Matcher() {}

        /// Takes the next piece of text and appends to `out` what can no longer become part of a
        /// stop string. The first stop string to be complete ends the text before its first
        /// character; of several that end together, the longest. True once stopped; what comes
        /// after is dropped.
        public boolean append(CharSequence text, StringBuilder out) {
            for (int i = 0; i < text.length() && !stopped; i++) {
                char letter = text.charAt(i);
                held.append(letter);
                state = next(state, letter);
                int matchLength = states.get(state).matchLength;
                if (matchLength > 0) {
                    held.setLength(held.length() - matchLength);
                    stopped = true;
                }
            }
            release(stopped ? held.length() : held.length() - states.get(state).depth, out);
            return stopped;
        }

        /// Appends what was held back: no more text comes.
        public void flush(StringBuilder out) {
            release(held.length(), out);
            state = ROOT;
        }

        public boolean isStopped() {
            return stopped;
        }

        private void release(int count, StringBuilder out) {
            out.append(held, 0, count);
            held.delete(0, count);
        }
    }
}
