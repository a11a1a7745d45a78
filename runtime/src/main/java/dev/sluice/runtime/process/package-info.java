/// How a service becomes a process: command-line options, topics, start and stop. Called by each
/// service's `main` only; inside `./sluice up` the standalone launcher does the same for all.
@NullMarked
package dev.sluice.runtime.process;

import org.jspecify.annotations.NullMarked;
