/// Tests of the package of the same name.
@NullMarked
package dev.sluice.runtime.home;

import org.jspecify.annotations.NullMarked;
