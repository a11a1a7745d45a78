/// Tests of the package of the same name.
@NullMarked
package dev.sluice.grammar.call;

import org.jspecify.annotations.NullMarked;
