/// Tests of the package of the same name.
@NullMarked
package dev.sluice.contracts.topic;

import org.jspecify.annotations.NullMarked;
