/// Tests of the package of the same name.
@NullMarked
package dev.sluice.runtime.database;

import org.jspecify.annotations.NullMarked;
