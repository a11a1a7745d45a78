/// What an answer may look like, as one automaton over bytes: any JSON object, a JSON Schema, a
/// regular expression.
///
/// The gateway asks it whether a wish can be granted at all, before a request is accepted; the
/// worker walks it while it samples. Pure: no clock, no randomness, no input or output. Entry type:
/// [Grammar].
@NullMarked
package dev.sluice.grammar;

import org.jspecify.annotations.NullMarked;
