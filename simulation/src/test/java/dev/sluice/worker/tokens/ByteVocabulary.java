package dev.sluice.worker.tokens;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// A vocabulary in which every text has tokens: ids below 256 are single bytes, as in byte-level
/// tokenizers, so characters come in parts; after them come whole pieces.
public final class ByteVocabulary {
    public static final int BYTES = 256;

    private ByteVocabulary() {}

    public static TokenBytes of(List<String> pieces) {
        byte[][] all = new byte[BYTES + pieces.size()][];
        for (int id = 0; id < BYTES; id++) {
            all[id] = new byte[] {(byte) id};
        }
        for (int i = 0; i < pieces.size(); i++) {
            all[BYTES + i] = pieces.get(i).getBytes(StandardCharsets.UTF_8);
        }
        return new TokenBytes(all, List.of(), false);
    }
}
