package dev.sluice.gateway.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Parses strictly: UTF-8, one JSON value, bounded nesting and numbers. Thread-safe.
public final class StrictJson {
    /// Most characters of a number.
    public static final int NUMBER_LENGTH_MAX = 100;

    private final JsonMapper mapper;

    /// @param textLengthMax most characters of one text
    public StrictJson(int nestingMax, int textLengthMax) {
        mapper =
                JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
        mapper.getFactory()
                .setStreamReadConstraints(
                        StreamReadConstraints.builder()
                                .maxNestingDepth(nestingMax)
                                .maxNumberLength(NUMBER_LENGTH_MAX)
                                .maxStringLength(textLengthMax)
                                .build());
    }

    /// Maps, lists, texts, numbers, booleans and null.
    ///
    /// @throws com.fasterxml.jackson.core.exc.StreamConstraintsException beyond a bound
    public @Nullable Object parse(byte[] json)
            throws CharacterCodingException, JsonProcessingException {
        String text =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)
                        .decode(ByteBuffer.wrap(json))
                        .toString();
        return mapper.readValue(text, Object.class);
    }
}
