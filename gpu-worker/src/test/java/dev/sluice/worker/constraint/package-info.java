/// Tests of the package of the same name.
@NullMarked
package dev.sluice.worker.constraint;

import org.jspecify.annotations.NullMarked;
