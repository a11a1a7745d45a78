/// Calls of functions within an answer: the form in which they are written, and all texts of that
/// form. Pure, any thread.
@NullMarked
package dev.sluice.grammar.call;

import org.jspecify.annotations.NullMarked;
