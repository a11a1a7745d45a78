/// Tests of the package of the same name.
@NullMarked
package dev.sluice.runtime.process;

import org.jspecify.annotations.NullMarked;
