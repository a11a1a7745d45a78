/// Tests of the package of the same name.
@NullMarked
package dev.sluice.contracts.json;

import org.jspecify.annotations.NullMarked;
