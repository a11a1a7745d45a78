package dev.sluice.masking.rewrite;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.FinishReason;
import dev.sluice.contracts.event.TokenEvent.GenerationFenced;
import dev.sluice.contracts.event.TokenEvent.GenerationFinished;
import dev.sluice.contracts.event.TokenEvent.GenerationStarted;
import dev.sluice.contracts.event.TokenEvent.TokenGenerated;
import dev.sluice.contracts.event.Usage;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The records of one request, as a worker and the scheduler write them.
record Records(RequestId requestId) {
    private static final TenantId TENANT = new TenantId("bank");
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    static Records of(String requestId) {
        return new Records(new RequestId(requestId));
    }

    GenerationStarted started(int epoch) {
        return started(epoch, null);
    }

    GenerationStarted started(int epoch, @Nullable String maskingState) {
        return started(epoch, maskingState, null);
    }

    GenerationStarted started(
            int epoch, @Nullable String maskingState, @Nullable String toolCallForm) {
        return new GenerationStarted(
                requestId + "/0",
                requestId,
                TENANT,
                epoch,
                NOON,
                new WorkerId("w1"),
                new PoolName("pool"),
                NOON,
                7,
                false,
                maskingState,
                toolCallForm);
    }

    TokenGenerated token(int epoch, int index, String text) {
        return new TokenGenerated(
                requestId + "/" + index,
                requestId,
                TENANT,
                epoch,
                index,
                NOON.plusMillis(index),
                index,
                new SensitiveText(text));
    }

    GenerationFinished finished(int epoch, int index, String rest) {
        return new GenerationFinished(
                requestId + "/" + index,
                requestId,
                TENANT,
                epoch,
                index,
                NOON.plusMillis(index),
                new SensitiveText(rest),
                FinishReason.STOP,
                null,
                new Usage(7, Math.max(0, index - 1)));
    }

    GenerationFinished failed(int epoch, int index, ErrorCode code) {
        return failed(epoch, index, code, "test");
    }

    GenerationFinished failed(int epoch, int index, ErrorCode code, String message) {
        return new GenerationFinished(
                requestId + "/" + index,
                requestId,
                TENANT,
                epoch,
                index,
                NOON,
                SensitiveText.EMPTY,
                null,
                Failure.of(code, message),
                Usage.NONE);
    }

    GenerationFenced fenced(int epoch) {
        return new GenerationFenced(requestId + "/fence/" + epoch, requestId, TENANT, epoch, NOON);
    }
}
