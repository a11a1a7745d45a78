/// Regular expressions as automata over characters: parsed, made deterministic, and written into a
/// program as UTF-8 or as the inside of a JSON string. Entry type: [Regex].
///
/// Expressions are regular in the strict sense: no look-around, no reference back. So each text
/// takes one step a character, whatever the expression is.
@NullMarked
package dev.sluice.grammar.regex;

import org.jspecify.annotations.NullMarked;
