/// What the person at the terminal sees: failures in one line, progress, and where logs go. Called
/// by every other package here; used from the command's main thread unless a type says otherwise.
@NullMarked
package dev.sluice.standalone.console;

import org.jspecify.annotations.NullMarked;
