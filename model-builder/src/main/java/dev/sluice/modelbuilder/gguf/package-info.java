/// Reads GGUF: a memory-mapped, bounds-checked view of a model file that may be damaged, truncated
/// or hostile. Called by the graph and tokenizer builders and by
/// [dev.sluice.modelbuilder.ModelBuilder]; an open file is immutable and safe for any thread.
@NullMarked
package dev.sluice.modelbuilder.gguf;

import org.jspecify.annotations.NullMarked;
