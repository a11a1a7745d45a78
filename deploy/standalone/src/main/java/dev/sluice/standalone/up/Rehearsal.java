package dev.sluice.standalone.up;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.standalone.client.AnswerStream;
import dev.sluice.standalone.client.GatewayClient;

/// What a start does that only shows the JVM which classes are needed: a few requests, and the end.
/// The launcher keeps what the JVM learnt (JEP 514), and later starts take about half the time.
final class Rehearsal {
    private static final int REQUEST_COUNT = 4;
    private static final int TOKEN_COUNT = 32;

    private Rehearsal() {}

    static void run(GatewayClient gateway, String model) {
        for (int i = 0; i < REQUEST_COUNT; i++) {
            readAnswer(gateway, question(model));
            gateway.get("/metrics");
        }
    }

    private static void readAnswer(GatewayClient gateway, ObjectNode question) {
        try (AnswerStream answer = gateway.stream("/v1/chat/completions", question)) {
            String piece = answer.next();
            while (piece != null) {
                piece = answer.next();
            }
        }
    }

    private static ObjectNode question(String model) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("model", model).put("stream", true).put("max_tokens", TOKEN_COUNT);
        body.putArray("messages").addObject().put("role", "user").put("content", "Rehearse.");
        return body;
    }
}
