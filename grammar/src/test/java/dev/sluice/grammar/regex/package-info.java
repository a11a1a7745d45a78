/// Tests of the package of the same name.
@NullMarked
package dev.sluice.grammar.regex;

import org.jspecify.annotations.NullMarked;
