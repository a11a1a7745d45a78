package dev.sluice.bench.load;

import java.util.List;

/// What happened while load was put on: the answers to all requests that were started in it.
record LoadWindow(long startNanos, long stopNanos, List<Answer> answers) {
    LoadWindow {
        answers = List.copyOf(answers);
    }
}
