/// The command that groups the benchmarks, `./sluice bench`.
///
/// Called by the command line of `deploy/standalone`, which mounts [BenchCommand]; main thread.
@NullMarked
package dev.sluice.bench;

import org.jspecify.annotations.NullMarked;
