package dev.sluice.standalone.up;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.standalone.client.AnswerStream;
import dev.sluice.standalone.client.GatewayClient;
import dev.sluice.standalone.console.OperatorFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// What a start does that only shows the JVM which classes are needed and which of their methods
/// are hot: some seconds of load, and the end. The launcher keeps what the JVM learnt (JEP 514,
/// 515): later starts take about half the time, and are at full speed within a minute.
final class Rehearsal {
    private static final int STREAM_COUNT = 8;
    private static final int REQUEST_COUNT = 4;
    private static final int TOKEN_COUNT = 500;

    private Rehearsal() {}

    static void run(GatewayClient gateway, String model) {
        List<Future<?>> streams = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < STREAM_COUNT; i++) {
                streams.add(threads.submit(() -> readAnswers(gateway, model)));
            }
        }
        for (Future<?> stream : streams) {
            if (stream.state() == Future.State.FAILED) {
                throw new OperatorFailure("a rehearsed request failed: " + stream.exceptionNow());
            }
        }
    }

    private static void readAnswers(GatewayClient gateway, String model) {
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
