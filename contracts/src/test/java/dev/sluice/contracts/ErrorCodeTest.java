package dev.sluice.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.ErrorCode.Retry;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The wire names are public: a name that changes breaks clients.
final class ErrorCodeTest {
    private static final Map<String, Integer> PUBLISHED =
            Map.ofEntries(
                    Map.entry("invalid_json", 400),
                    Map.entry("invalid_parameter", 400),
                    Map.entry("unsupported_parameter", 400),
                    Map.entry("context_length_exceeded", 400),
                    Map.entry("content_blocked", 400),
                    Map.entry("malformed_record", 400),
                    Map.entry("invalid_api_key", 401),
                    Map.entry("insufficient_scope", 403),
                    Map.entry("address_not_allowed", 403),
                    Map.entry("model_not_found", 404),
                    Map.entry("not_found", 404),
                    Map.entry("method_not_allowed", 405),
                    Map.entry("request_timeout", 408),
                    Map.entry("body_too_large", 413),
                    Map.entry("unsupported_media_type", 415),
                    Map.entry("queue_full", 429),
                    Map.entry("rate_limit_exceeded", 429),
                    Map.entry("insufficient_quota", 429),
                    Map.entry("cancelled", 499),
                    Map.entry("engine_failed", 500),
                    Map.entry("internal", 500),
                    Map.entry("poison_request", 500),
                    Map.entry("mesh_unavailable", 503),
                    Map.entry("deadline_exceeded", 504));

    private static final Set<String> OPENAI_TYPES =
            Set.of("invalid_request_error", "rate_limit_error", "server_error");

    @Test
    void keepsEveryPublishedNameAndStatus() {
        // When:
        Map<String, Integer> actual =
                Arrays.stream(ErrorCode.values())
                        .collect(Collectors.toMap(ErrorCode::code, ErrorCode::httpStatus));

        // Then:
        assertThat(actual).containsAllEntriesOf(PUBLISHED);
    }

    @ParameterizedTest
    @EnumSource
    void typeFollowsFromTheStatusAsOpenAiHasIt(ErrorCode code) {
        // Given:
        String expected =
                code.httpStatus() == 429
                        ? "rate_limit_error"
                        : code.httpStatus() >= 500 ? "server_error" : "invalid_request_error";

        // Then:
        assertThat(code.openAiType()).isEqualTo(expected).isIn(OPENAI_TYPES);
    }

    @ParameterizedTest
    @EnumSource
    void whatTheClientGotWrongIsNotWorthAnotherTry(ErrorCode code) {
        // Given:
        boolean clientsFault = code.httpStatus() < 500 && code.httpStatus() != 429;

        // Then:
        if (clientsFault) {
            assertThat(code.retry()).isEqualTo(Retry.NO);
        }
    }

    @Test
    void onlyTheseAreWorthAnotherTry() {
        // When:
        Map<ErrorCode, Retry> retriable =
                Arrays.stream(ErrorCode.values())
                        .filter(code -> code.retry() != Retry.NO)
                        .collect(Collectors.toMap(code -> code, ErrorCode::retry));

        // Then:
        assertThat(retriable)
                .containsOnly(
                        Map.entry(ErrorCode.QUEUE_FULL, Retry.LATER),
                        Map.entry(ErrorCode.RATE_LIMIT_EXCEEDED, Retry.LATER),
                        Map.entry(ErrorCode.MESH_UNAVAILABLE, Retry.LATER),
                        Map.entry(ErrorCode.ENGINE_FAILED, Retry.NOW),
                        Map.entry(ErrorCode.INTERNAL, Retry.NOW));
    }
}
