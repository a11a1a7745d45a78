/// Microbenchmarks, run by JMH in processes of their own.
///
/// Callers: the command line.
///
/// Threads: the main thread waits; JMH measures on one thread of each process it starts.
@NullMarked
package dev.sluice.bench.micro;

import org.jspecify.annotations.NullMarked;
