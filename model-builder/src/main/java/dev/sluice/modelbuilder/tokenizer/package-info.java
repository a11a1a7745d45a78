/// Turns the vocabulary in a GGUF's metadata into the tokenizer files of Hugging Face:
/// tokenizer.json, tokenizer_config.json and the chat template. Called by
/// [dev.sluice.modelbuilder.ModelBuilder] on its thread.
@NullMarked
package dev.sluice.modelbuilder.tokenizer;

import org.jspecify.annotations.NullMarked;
