/// The command line: one class per command, which reads options, calls one capability and prints.
/// Called by `Main` on the main thread. Exit codes: 0 success, 1 failure told in one line, 2 wrong
/// usage.
@NullMarked
package dev.sluice.standalone.command;

import org.jspecify.annotations.NullMarked;
