package dev.sluice.modelbuilder.tokenizer;

import dev.sluice.modelbuilder.gguf.DamagedModelException;
import dev.sluice.modelbuilder.gguf.GgufFile;
import dev.sluice.modelbuilder.gguf.GgufMetadata;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The tokens of a model, id as index, each with its kind. A text that occurs twice keeps its first
/// id.
final class Vocabulary {
    private final List<String> tokens;
    private final List<TokenKind> kinds;
    private final Map<String, Integer> ids;

    private Vocabulary(List<String> tokens, List<TokenKind> kinds) {
        this.tokens = tokens;
        this.kinds = kinds;
        this.ids = HashMap.newHashMap(tokens.size());
        for (int id = 0; id < tokens.size(); id++) {
            ids.putIfAbsent(tokens.get(id), id);
        }
    }

    static Vocabulary of(GgufFile file) {
        GgufMetadata metadata = file.metadata();
        List<String> tokens = metadata.texts("tokenizer.ggml.tokens");
        List<TokenKind> kinds =
                metadata.wholesIfPresent("tokenizer.ggml.token_type")
                        .map(numbers -> numbers.stream().map(TokenKind::ofNumber).toList())
                        .orElseGet(() -> Collections.nCopies(tokens.size(), TokenKind.NORMAL));
        if (kinds.size() != tokens.size()) {
            throw new DamagedModelException(
                    "%s is damaged: it has %d tokens but %d token types"
                            .formatted(file.name(), tokens.size(), kinds.size()));
        }
        return new Vocabulary(tokens, kinds);
    }

    int size() {
        return tokens.size();
    }

    String token(int id) {
        return tokens.get(id);
    }

    TokenKind kind(int id) {
        return kinds.get(id);
    }

    Optional<Integer> idOf(String token) {
        return Optional.ofNullable(ids.get(token));
    }

    boolean contains(String token) {
        return ids.containsKey(token);
    }
}
