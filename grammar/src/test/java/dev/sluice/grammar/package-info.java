/// Tests of the package of the same name.
@NullMarked
package dev.sluice.grammar;

import org.jspecify.annotations.NullMarked;
