package dev.sluice.worker.chat.jinja;

/// Python's `None`. A value of its own, so that no Java `null` travels through a rendering.
enum None {
    NONE
}
