/// The work behind `./sluice mask`, without its options.
///
/// Purpose: text in, masked text out, at the pace at which it arrives.
///
/// Callers: the launcher's `mask` command.
///
/// Threads: one run, one thread.
@NullMarked
package dev.sluice.masking.cli;

import org.jspecify.annotations.NullMarked;
