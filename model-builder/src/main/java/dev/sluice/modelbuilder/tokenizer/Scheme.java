package dev.sluice.modelbuilder.tokenizer;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// The parts of tokenizer.json that depend on the kind of vocabulary; `put` methods fill in the
/// node they are given, and a part that a scheme does not have stays null.
sealed interface Scheme permits ByteLevelScheme, SentencePieceScheme {
    void putNormalizer(ObjectNode tokenizer);

    void putPreTokenizer(ObjectNode tokenizer);

    void putDecoder(ObjectNode tokenizer);

    void putModel(ObjectNode tokenizer);
}
