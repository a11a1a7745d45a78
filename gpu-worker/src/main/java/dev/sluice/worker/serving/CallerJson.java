package dev.sluice.worker.serving;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/// JSON that the caller wrote: maps in the text's order, lists, texts, numbers, booleans and null.
final class CallerJson {
    private static final int NESTING_MAX = 64;

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    static {
        JSON.getFactory()
                .setStreamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(NESTING_MAX).build());
    }

    private CallerJson() {}

    static @Nullable Object parsed(String text) throws JsonProcessingException {
        return JSON.readValue(text, Object.class);
    }
}
