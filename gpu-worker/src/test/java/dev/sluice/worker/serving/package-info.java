/// Tests of the package of the same name.
@NullMarked
package dev.sluice.worker.serving;

import org.jspecify.annotations.NullMarked;
