/// Tests of what is let in.
@NullMarked
package dev.sluice.gateway.admission;

import org.jspecify.annotations.NullMarked;
