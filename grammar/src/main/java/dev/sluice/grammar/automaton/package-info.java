/// A pushdown automaton over bytes, made deterministic while it is walked.
///
/// [ProgramBuilder] makes an immutable [Program]; an [Automaton] walks it and remembers where it
/// has been. An automaton belongs to one thread at a time. Called by [dev.sluice.grammar.Grammar]
/// and by the worker's masks.
@NullMarked
package dev.sluice.grammar.automaton;

import org.jspecify.annotations.NullMarked;
