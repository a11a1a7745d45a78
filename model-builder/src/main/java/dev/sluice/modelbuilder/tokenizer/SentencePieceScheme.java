package dev.sluice.modelbuilder.tokenizer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.modelbuilder.gguf.DamagedModelException;
import dev.sluice.modelbuilder.gguf.GgufFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// GGUF's `llama`: SentencePiece byte pairs with byte fallback, a score for each token, `▁` for a
/// space. Merges are not stored: a pair merges to a token in the order of that token's score, best
/// first, as Hugging Face's converter lists them.
record SentencePieceScheme(GgufFile file, Vocabulary vocabulary, SpecialTokens special)
        implements Scheme {
    private static final String SPACE = "▁";

    private record Merge(String left, String right, double score) {
        private static final Comparator<Merge> BEST_FIRST =
                Comparator.comparingDouble(Merge::score)
                        .thenComparingInt(merge -> characters(merge.left))
                        .thenComparingInt(merge -> characters(merge.right))
                        .reversed();

        private static int characters(String text) {
            return text.codePointCount(0, text.length());
        }
    }

    @Override
    public void putNormalizer(ObjectNode tokenizer) {
        ArrayNode steps =
                tokenizer.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
        if (addsSpacePrefix()) {
            steps.addObject().put("type", "Prepend").put("prepend", SPACE);
        }
        putReplace(steps.addObject(), " ", SPACE);
    }

    @Override
    public void putPreTokenizer(ObjectNode tokenizer) {
        // None: SentencePiece merges across words.
    }

    @Override
    public void putDecoder(ObjectNode tokenizer) {
        ArrayNode steps =
                tokenizer.putObject("decoder").put("type", "Sequence").putArray("decoders");
        putReplace(steps.addObject(), SPACE, " ");
        steps.addObject().put("type", "ByteFallback");
        steps.addObject().put("type", "Fuse");
        if (addsSpacePrefix()) {
            steps.addObject()
                    .put("type", "Strip")
                    .put("content", " ")
                    .put("start", 1)
                    .put("stop", 0);
        }
    }

    @Override
    public void putModel(ObjectNode tokenizer) {
        ObjectNode model = TokenizerJson.putBytePairModel(tokenizer, vocabulary);
        special.unknown().ifPresent(token -> model.put("unk_token", token.text()));
        model.put("fuse_unk", true).put("byte_fallback", true);
        ArrayNode merges = model.putArray("merges");
        merges().forEach(merge -> merges.addArray().add(merge.left()).add(merge.right()));
    }

    private boolean addsSpacePrefix() {
        return file.metadata().truthIfPresent("tokenizer.ggml.add_space_prefix").orElse(true);
    }

    private static void putReplace(ObjectNode step, String from, String to) {
        step.put("type", "Replace").putObject("pattern").put("String", from);
        step.put("content", to);
    }

    private List<Merge> merges() {
        List<Double> scores = file.metadata().reals("tokenizer.ggml.scores");
        if (scores.size() != vocabulary.size()) {
            throw new DamagedModelException(
                    "%s is damaged: it has %d tokens but %d scores"
                            .formatted(file.name(), vocabulary.size(), scores.size()));
        }
        List<Merge> merges = new ArrayList<>();
        for (int id = 0; id < vocabulary.size(); id++) {
            if (vocabulary.kind(id).isText()) {
                merges.addAll(splits(vocabulary.token(id), scores.get(id)));
            }
        }
        merges.sort(Merge.BEST_FIRST);
        return merges;
    }

    /// All ways to make `token` of two tokens, ordered by the ids of the parts, which decides
    /// between equal scores.
    private List<Merge> splits(String token, double score) {
        List<Merge> splits = new ArrayList<>();
        int characterCount = token.codePointCount(0, token.length());
        for (int count = 1; count < characterCount; count++) {
            int at = token.offsetByCodePoints(0, count);
            String left = token.substring(0, at);
            String right = token.substring(at);
            if (vocabulary.contains(left) && vocabulary.contains(right)) {
                splits.add(new Merge(left, right, score));
            }
        }
        splits.sort(Comparator.<Merge>comparingInt(this::leftId).thenComparingInt(this::rightId));
        return splits;
    }

    private int leftId(Merge merge) {
        return vocabulary.idOf(merge.left()).orElseThrow();
    }

    private int rightId(Merge merge) {
        return vocabulary.idOf(merge.right()).orElseThrow();
    }
}
