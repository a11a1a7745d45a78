/// Tests of the pure part.
@NullMarked
package dev.sluice.audit.record;

import org.jspecify.annotations.NullMarked;
