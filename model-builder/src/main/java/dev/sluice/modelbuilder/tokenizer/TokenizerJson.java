package dev.sluice.modelbuilder.tokenizer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// Assembles tokenizer.json, the file of Hugging Face's `tokenizers` library. Truncation and
/// padding stay off: a server must see each token of a prompt and no other.
final class TokenizerJson {
    private TokenizerJson() {}

    static ObjectNode build(Vocabulary vocabulary, SpecialTokens special, Scheme scheme) {
        ObjectNode tokenizer = JsonNodeFactory.instance.objectNode();
        tokenizer.put("version", "1.0").putNull("truncation").putNull("padding");
        putAddedTokens(tokenizer.putArray("added_tokens"), vocabulary);
        tokenizer.putNull("normalizer").putNull("pre_tokenizer").putNull("post_processor");
        scheme.putNormalizer(tokenizer);
        scheme.putPreTokenizer(tokenizer);
        putPostProcessor(tokenizer, special);
        scheme.putDecoder(tokenizer);
        scheme.putModel(tokenizer);
        return tokenizer;
    }

    /// What the two schemes share: a model of type BPE with the whole vocabulary. The scheme adds
    /// the merges.
    static ObjectNode putBytePairModel(ObjectNode tokenizer, Vocabulary vocabulary) {
        ObjectNode model = tokenizer.putObject("model").put("type", "BPE");
        model.putNull("dropout").putNull("unk_token");
        model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
        model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
        ObjectNode ids = model.putObject("vocab");
        for (int id = 0; id < vocabulary.size(); id++) {
            if (!ids.has(vocabulary.token(id))) {
                ids.put(vocabulary.token(id), id);
            }
        }
        return model;
    }

    private static void putAddedTokens(ArrayNode added, Vocabulary vocabulary) {
        for (int id = 0; id < vocabulary.size(); id++) {
            TokenKind kind = vocabulary.kind(id);
            if (kind.isAdded()) {
                added.addObject()
                        .put("id", id)
                        .put("content", vocabulary.token(id))
                        .put("single_word", false)
                        .put("lstrip", false)
                        .put("rstrip", false)
                        .put("normalized", false)
                        .put("special", kind.isSpecial());
            }
        }
    }

    private static void putPostProcessor(ObjectNode tokenizer, SpecialTokens special) {
        Optional<SpecialTokens.Token> first =
                special.beginning().filter(_ -> special.addsBeginning());
        Optional<SpecialTokens.Token> last = special.end().filter(_ -> special.addsEnd());
        if (first.isEmpty() && last.isEmpty()) {
            return;
        }
        ObjectNode template =
                tokenizer.putObject("post_processor").put("type", "TemplateProcessing");
        putSequence(template.putArray("single"), first, last, "A");
        ArrayNode pair = template.putArray("pair");
        putSequence(pair, first, last, "A");
        putSequence(pair, first, last, "B");
        ObjectNode texts = template.putObject("special_tokens");
        first.ifPresent(token -> putTemplateToken(texts, token));
        last.ifPresent(token -> putTemplateToken(texts, token));
    }

    private static void putSequence(
            ArrayNode steps,
            Optional<SpecialTokens.Token> first,
            Optional<SpecialTokens.Token> last,
            String sequence) {
        int typeId = sequence.equals("A") ? 0 : 1;
        first.ifPresent(token -> putStep(steps, "SpecialToken", token.text(), typeId));
        putStep(steps, "Sequence", sequence, typeId);
        last.ifPresent(token -> putStep(steps, "SpecialToken", token.text(), typeId));
    }

    private static void putStep(ArrayNode steps, String kind, String id, int typeId) {
        steps.addObject().putObject(kind).put("id", id).put("type_id", typeId);
    }

    private static void putTemplateToken(ObjectNode texts, SpecialTokens.Token token) {
        ObjectNode entry = texts.putObject(token.text()).put("id", token.text());
        entry.putArray("ids").add(token.id());
        entry.putArray("tokens").add(token.text());
    }
}
