/// Tests of the rim package of the same name.
@NullMarked
package dev.sluice.audit.store;

import org.jspecify.annotations.NullMarked;
