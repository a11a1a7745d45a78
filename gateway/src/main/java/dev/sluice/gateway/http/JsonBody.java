package dev.sluice.gateway.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.sluice.contracts.ErrorCode;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.json.StrictJson;
import java.nio.charset.CharacterCodingException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Parses bodies strictly. A refusal says where, and never quotes: a body holds a prompt.
final class JsonBody {
    private static final int NESTING_MAX = 32;

    private final StrictJson json;

    JsonBody(int bytesMax) {
        json = new StrictJson(NESTING_MAX, bytesMax);
    }

    /// Gives the parsed body to `reader`; what is no JSON goes to `refused`.
    <T> T read(byte[] body, Function<@Nullable Object, T> reader, Function<Refusal, T> refused) {
        try {
            return reader.apply(json.parse(body));
        } catch (CharacterCodingException e) {
            return refused.apply(invalid("the body is not valid UTF-8"));
        } catch (StreamConstraintsException e) {
            return refused.apply(
                    invalid(
                            "the body is nested deeper than "
                                    + NESTING_MAX
                                    + " levels, or has a number of more than "
                                    + StrictJson.NUMBER_LENGTH_MAX
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
