/// Measures the masker on labelled texts: what it finds, what it holds back, and how fast it is.
///
/// Purpose: precision and recall per type, characters held, characters per second.
///
/// Callers: the `bench` command.
///
/// Threads: one.
@NullMarked
package dev.sluice.bench.mask;

import org.jspecify.annotations.NullMarked;
