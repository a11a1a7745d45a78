/// What the benchmarks print: samples, latency percentiles, tables.
///
/// Used by all benchmarks; no thread of its own, and nothing here is shared between threads.
@NullMarked
package dev.sluice.bench.report;

import org.jspecify.annotations.NullMarked;
