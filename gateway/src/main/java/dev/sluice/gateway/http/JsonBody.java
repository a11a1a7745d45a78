package dev.sluice.gateway.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.contracts.ErrorCode;
import dev.sluice.gateway.admission.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Parses bodies strictly: UTF-8, one JSON value, bounded nesting. A refusal says where, and never
/// quotes: a body holds a prompt.
final class JsonBody {
    private static final int NESTING_MAX = 32;
    private static final int NUMBER_LENGTH_MAX = 100;

    private final JsonMapper mapper;

    JsonBody(int bytesMax) {
        mapper =
                JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
        mapper.getFactory()
                .setStreamReadConstraints(
                        StreamReadConstraints.builder()
                                .maxNestingDepth(NESTING_MAX)
                                .maxNumberLength(NUMBER_LENGTH_MAX)
                                .maxStringLength(bytesMax)
                                .build());
    }

    /// Gives the parsed body to `reader`; what is no JSON goes to `refused`.
    <T> T read(byte[] body, Function<@Nullable Object, T> reader, Function<Refusal, T> refused) {
        try {
            String text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT)
                            .decode(ByteBuffer.wrap(body))
                            .toString();
            return reader.apply(mapper.readValue(text, Object.class));
        } catch (CharacterCodingException e) {
            return refused.apply(invalid("the body is not valid UTF-8"));
        } catch (StreamConstraintsException e) {
            return refused.apply(
                    invalid(
                            "the body is nested deeper than "
                                    + NESTING_MAX
                                    + " levels, or has a number of more than "
                                    + NUMBER_LENGTH_MAX
                                    + " digits"));
        } catch (JsonProcessingException e) {
            return refused.apply(invalid("the body is not valid JSON" + placeOf(e.getLocation())));
        }
    }

    private static Refusal invalid(String message) {
        return Refusal.of(ErrorCode.INVALID_JSON, message);
    }

    private static String placeOf(@Nullable JsonLocation at) {
        return at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }
}
