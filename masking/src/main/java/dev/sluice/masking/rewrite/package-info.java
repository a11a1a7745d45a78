/// A request's `tokens` records become its `stream` records and its one `results` record. Pure: the
/// output is a function of the records so far, so a replay writes the same bytes. Called by the
/// token loop, one thread a partition.
@NullMarked
package dev.sluice.masking.rewrite;

import org.jspecify.annotations.NullMarked;
