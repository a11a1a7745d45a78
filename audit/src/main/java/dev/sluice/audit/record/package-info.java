/// What is known about one request, put together from the events that tell of it. Pure: called by
/// the `kafka`, `store` and `http` packages on whatever thread they have; all types are immutable.
@NullMarked
package dev.sluice.audit.record;

import org.jspecify.annotations.NullMarked;
