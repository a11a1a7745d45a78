/// Tests of the package of the same name.
@NullMarked
package dev.sluice.contracts.event;

import org.jspecify.annotations.NullMarked;
