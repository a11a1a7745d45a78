package dev.sluice.worker.tokens;

/// An entry of tokenizer.json's `added_tokens`: a text that is always one token.
///
/// @param special it steers the model and is not part of an answer's text
public record AddedToken(int id, String text, boolean special) {}
