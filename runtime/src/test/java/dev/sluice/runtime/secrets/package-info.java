/// Tests of the package of the same name.
@NullMarked
package dev.sluice.runtime.secrets;

import org.jspecify.annotations.NullMarked;
