package dev.sluice.contracts.json;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.event.StreamEvent.TextStreamed;
import dev.sluice.contracts.event.TokenEvent.TokenGenerated;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The form that Jackson gives to the two records there is one of for each token, written and read
/// without it.
///
/// Why: a mesh writes each token twice and reads it four times, and Jackson allocates 0.9 and 1.3
/// KB for that. Whatever looks different in any way (an escape, a property more, another order) is
/// left to Jackson, and so is whatever is wrong: there is one place that says what.
final class TokenForm {
    private static final byte[] TOKEN = bytes("{\"type\":\"TokenGenerated\",\"eventId\":\"");
    private static final byte[] TEXT = bytes("{\"type\":\"TextStreamed\",\"eventId\":\"");
    private static final byte[] REQUEST_ID = bytes("\",\"requestId\":\"");
    private static final byte[] TENANT_ID = bytes("\",\"tenantId\":\"");
    private static final byte[] EPOCH = bytes("\",\"epoch\":");
    private static final byte[] NEXT_INDEX = bytes(",\"index\":");
    private static final byte[] INDEX = bytes("\",\"index\":");
    private static final byte[] OCCURRED_AT = bytes(",\"occurredAt\":\"");
    private static final byte[] TOKEN_ID = bytes("\",\"tokenId\":");
    private static final byte[] NEXT_TEXT_VALUE = bytes(",\"text\":\"");
    private static final byte[] TEXT_VALUE = bytes("\",\"text\":\"");
    private static final byte[] GENERATED_TOKENS = bytes("\",\"generatedTokens\":");
    private static final byte[] END_OF_TEXT = bytes("\"}");
    private static final byte[] END = bytes("}");

    private static final int TOKEN_LITERALS =
            length(
                    TOKEN,
                    REQUEST_ID,
                    TENANT_ID,
                    EPOCH,
                    NEXT_INDEX,
                    OCCURRED_AT,
                    TOKEN_ID,
                    NEXT_TEXT_VALUE,
                    END_OF_TEXT);
    private static final int TEXT_LITERALS =
            length(
                    TEXT,
                    REQUEST_ID,
                    TENANT_ID,
                    INDEX,
                    OCCURRED_AT,
                    TEXT_VALUE,
                    GENERATED_TOKENS,
                    END);

    private TokenForm() {}

    /// Absent: it is Jackson's to write.
    static byte @Nullable [] write(Event event) {
        return switch (event) {
            case TokenGenerated token when token.logprobs() == null -> write(token);
            case TextStreamed text when text.restored() == null && text.logprobs() == null ->
                    write(text);
            default -> null;
        };
    }

    private static byte @Nullable [] write(TokenGenerated token) {
        int values =
                token.eventId().length()
                        + token.requestId().value().length()
                        + token.tenantId().value().length()
                        + Digits.count(token.epoch())
                        + Digits.count(token.index())
                        + IsoTime.length(token.occurredAt())
                        + Digits.count(token.tokenId())
                        + token.text().value().length();
        return new TokenFormWriter(TOKEN_LITERALS + values)
                .put(TOKEN)
                .put(token.eventId())
                .put(REQUEST_ID)
                .put(token.requestId().value())
                .put(TENANT_ID)
                .put(token.tenantId().value())
                .put(EPOCH)
                .put(token.epoch())
                .put(NEXT_INDEX)
                .put(token.index())
                .put(OCCURRED_AT)
                .put(token.occurredAt())
                .put(TOKEN_ID)
                .put(token.tokenId())
                .put(NEXT_TEXT_VALUE)
                .put(token.text().value())
                .put(END_OF_TEXT)
                .written();
    }

    private static byte @Nullable [] write(TextStreamed text) {
        int values =
                text.eventId().length()
                        + text.requestId().value().length()
                        + text.tenantId().value().length()
                        + Digits.count(text.index())
                        + IsoTime.length(text.occurredAt())
                        + text.text().value().length()
                        + Digits.count(text.generatedTokens());
        return new TokenFormWriter(TEXT_LITERALS + values)
                .put(TEXT)
                .put(text.eventId())
                .put(REQUEST_ID)
                .put(text.requestId().value())
                .put(TENANT_ID)
                .put(text.tenantId().value())
                .put(INDEX)
                .put(text.index())
                .put(OCCURRED_AT)
                .put(text.occurredAt())
                .put(TEXT_VALUE)
                .put(text.text().value())
                .put(GENERATED_TOKENS)
                .put(text.generatedTokens())
                .put(END)
                .written();
    }

    /// Absent: it is Jackson's to read or to refuse.
    static @Nullable Event read(byte[] value) {
        try {
            TokenFormReader in = new TokenFormReader(value);
            if (in.begins(TOKEN)) {
                return token(in);
            }
            return in.begins(TEXT) ? text(in) : null;
        } catch (IllegalArgumentException | DateTimeException refused) {
            return null;
        }
    }

    private static @Nullable TokenGenerated token(TokenFormReader in) {
        String eventId = in.skip(TOKEN).text();
        String requestId = in.skip(REQUEST_ID).text();
        String tenantId = in.skip(TENANT_ID).text();
        int epoch = in.skip(EPOCH).number();
        int index = in.skip(NEXT_INDEX).number();
        Instant occurredAt = in.skip(OCCURRED_AT).time();
        int tokenId = in.skip(TOKEN_ID).number();
        String text = in.skip(NEXT_TEXT_VALUE).text();
        if (!in.skip(END_OF_TEXT).isWhole()) {
            return null;
        }
        return new TokenGenerated(
                eventId,
                new RequestId(requestId),
                new TenantId(tenantId),
                epoch,
                index,
                occurredAt,
                tokenId,
                new SensitiveText(text));
    }

    private static @Nullable TextStreamed text(TokenFormReader in) {
        String eventId = in.skip(TEXT).text();
        String requestId = in.skip(REQUEST_ID).text();
        String tenantId = in.skip(TENANT_ID).text();
        int index = in.skip(INDEX).number();
        Instant occurredAt = in.skip(OCCURRED_AT).time();
        String text = in.skip(TEXT_VALUE).text();
        int generatedTokens = in.skip(GENERATED_TOKENS).number();
        if (!in.skip(END).isWhole()) {
            return null;
        }
        return new TextStreamed(
                eventId,
                new RequestId(requestId),
                new TenantId(tenantId),
                index,
                occurredAt,
                new SensitiveText(text),
                generatedTokens);
    }

    private static int length(byte[]... literals) {
        return Arrays.stream(literals).mapToInt(literal -> literal.length).sum();
    }

    private static byte[] bytes(String literal) {
        return literal.getBytes(StandardCharsets.US_ASCII);
    }
}
