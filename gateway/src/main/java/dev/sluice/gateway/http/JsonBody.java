package dev.sluice.gateway.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.contracts.ErrorCode;
import dev.sluice.gateway.admission.Admission;
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

    /// Gives the parsed body to `reader`.
    Admission read(byte[] body, Function<@Nullable Object, Admission> reader) {
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
            return refused("the body is not valid UTF-8");
        } catch (StreamConstraintsException e) {
            return refused(
                    "the body is nested deeper than "
                            + NESTING_MAX
                            + " levels, or has a number of more than "
                            + NUMBER_LENGTH_MAX
                            + " digits");
        } catch (JsonProcessingException e) {
            return refused("the body is not valid JSON" + placeOf(e.getLocation()));
        }
    }

    private static Admission refused(String message) {
        return new Admission.Refused(Refusal.of(ErrorCode.INVALID_JSON, message));
    }

    private static String placeOf(@Nullable JsonLocation at) {
        return at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }
}
