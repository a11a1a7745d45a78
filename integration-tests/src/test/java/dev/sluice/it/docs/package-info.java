/// Keeps the documents true: reads the sources, says what they name, and writes the reference.
/// Called by the tests, on JUnit's thread.
@NullMarked
package dev.sluice.it.docs;

import org.jspecify.annotations.NullMarked;
