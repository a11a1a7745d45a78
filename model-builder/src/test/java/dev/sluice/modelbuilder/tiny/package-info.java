/// A tiny random-weight model for tests of this and other modules: the whole path from GGUF to an
/// answer in milliseconds.
@NullMarked
package dev.sluice.modelbuilder.tiny;

import org.jspecify.annotations.NullMarked;
