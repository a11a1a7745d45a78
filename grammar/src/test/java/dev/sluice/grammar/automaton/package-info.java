/// Tests of the package of the same name.
@NullMarked
package dev.sluice.grammar.automaton;

import org.jspecify.annotations.NullMarked;
