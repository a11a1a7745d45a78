package dev.sluice.modelbuilder.tokenizer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.modelbuilder.gguf.DamagedModelException;
import dev.sluice.modelbuilder.gguf.GgufFile;

/// GGUF's `gpt2`: byte pairs over a printable alphabet of the 256 bytes, merges stored in order.
record ByteLevelScheme(GgufFile file, Vocabulary vocabulary, PreTokenizer preTokenizer)
        implements Scheme {

    @Override
    public void putNormalizer(ObjectNode tokenizer) {
        if (preTokenizer.composesCharacters()) {
            tokenizer.putObject("normalizer").put("type", "NFC");
        }
    }

    @Override
    public void putPreTokenizer(ObjectNode tokenizer) {
        ObjectNode sequence = tokenizer.putObject("pre_tokenizer").put("type", "Sequence");
        ArrayNode steps = sequence.putArray("pretokenizers");
        if (preTokenizer.splitsDigits()) {
            steps.addObject().put("type", "Digits").put("individual_digits", true);
        }
        preTokenizer.patterns().forEach(pattern -> putSplit(steps.addObject(), pattern));
        putByteLevel(steps.addObject(), false, preTokenizer.patterns().isEmpty());
    }

    @Override
    public void putDecoder(ObjectNode tokenizer) {
        putByteLevel(tokenizer.putObject("decoder"), true, true);
    }

    @Override
    public void putModel(ObjectNode tokenizer) {
        ObjectNode model = TokenizerJson.putBytePairModel(tokenizer, vocabulary);
        model.put("ignore_merges", preTokenizer.wholeWordsFirst());
        ArrayNode merges = model.putArray("merges");
        for (String merge : file.metadata().texts("tokenizer.ggml.merges")) {
            putMerge(merges, merge);
        }
    }

    private static void putSplit(ObjectNode step, String pattern) {
        step.put("type", "Split").putObject("pattern").put("Regex", pattern);
        step.put("behavior", "Isolated").put("invert", false);
    }

    private static void putByteLevel(ObjectNode step, boolean addsPrefixSpace, boolean splits) {
        step.put("type", "ByteLevel")
                .put("add_prefix_space", addsPrefixSpace)
                .put("trim_offsets", true)
                .put("use_regex", splits);
    }

    /// "left right". A merge of or to a text outside the vocabulary can never apply and would make
    /// loaders refuse the file.
    private void putMerge(ArrayNode merges, String merge) {
        int space = merge.indexOf(' ', 1);
        if (space < 0) {
            throw new DamagedModelException(
                    "%s is damaged: merge '%s' has no space".formatted(file.name(), merge));
        }
        String left = merge.substring(0, space);
        String right = merge.substring(space + 1);
        if (vocabulary.contains(left)
                && vocabulary.contains(right)
                && vocabulary.contains(left + right)) {
            merges.addArray().add(left).add(right);
        }
    }
}
