/// Finds personal data in a text that is still being written, and says how much of that text may
/// already be shown.
///
/// Purpose: one engine for whole texts and for streams. Detectors are data, compiled to automata;
/// {@link dev.sluice.masking.detect.Scanner} runs them over one text, character by character, in
/// linear time.
///
/// Callers: the masking entry types one package up; nothing here knows what is done with a span.
///
/// Threads: detectors and their compiled form are immutable and shared. A scanner and its text
/// belong to one stream and to one thread at a time.
@NullMarked
package dev.sluice.masking.detect;

import org.jspecify.annotations.NullMarked;
