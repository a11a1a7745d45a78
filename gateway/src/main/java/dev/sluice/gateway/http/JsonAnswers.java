package dev.sluice.gateway.http;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.gateway.admission.MeshLog;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.metrics.GatewayMetrics;
import dev.sluice.gateway.rendering.ErrorJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.InstantSource;

/// Answers in JSON. The one place where an error becomes HTTP.
final class JsonAnswers extends Answers {
    JsonAnswers(MeshLog log, GatewayMetrics metrics, InstantSource clock) {
        super(log, metrics, clock);
    }

    @Override
    void answer(Call call, Buffer body) {
        write(call, call.response().setStatusCode(200), body);
    }

    @Override
    void write(Call call, HttpServerResponse response, Refusal failure) {
        ErrorCode code = failure.code();
        response.setStatusCode(code.httpStatus());
        if (code == ErrorCode.INVALID_API_KEY) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        String json = ErrorJson.of(code, failure.message(), failure.param());
        write(call, response, Buffer.buffer(json));
    }

    private static void write(Call call, HttpServerResponse response, Buffer json) {
        identified(call, response).putHeader("Content-Type", "application/json").end(json);
    }
}
