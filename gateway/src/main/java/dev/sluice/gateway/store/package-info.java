/// What the front door keeps: tables that are projections of `objects` and `results`, and the
/// contents of files. `kafka` applies records, one transaction a poll; `http` and `batch` ask, on
/// virtual threads.
@NullMarked
package dev.sluice.gateway.store;

import org.jspecify.annotations.NullMarked;
