/// Tests of the audit service as a whole, and the events that all its tests use.
@NullMarked
package dev.sluice.audit;

import org.jspecify.annotations.NullMarked;
