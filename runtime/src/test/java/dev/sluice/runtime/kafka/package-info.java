/// Tests of the package of the same name.
@NullMarked
package dev.sluice.runtime.kafka;

import org.jspecify.annotations.NullMarked;
