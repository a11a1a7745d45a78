/// A tiny random-weight model for tests of this and other modules: the whole path from GGUF to an
/// answer in milliseconds. Published in the test-jar; called by test threads.
@NullMarked
package dev.sluice.modelbuilder.tiny;

import org.jspecify.annotations.NullMarked;
