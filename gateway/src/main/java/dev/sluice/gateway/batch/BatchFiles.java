package dev.sluice.gateway.batch;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.ObjectEvent.BatchCreated;
import dev.sluice.contracts.event.ObjectEvent.BatchFinished;
import dev.sluice.contracts.event.ObjectEvent.BatchLineRefused;
import dev.sluice.contracts.event.ObjectEvent.FileStored;
import dev.sluice.contracts.event.ObjectEvent.Outcome;
import dev.sluice.contracts.event.ResultEvent;
import dev.sluice.contracts.event.ResultEvent.InferenceCompleted;
import dev.sluice.contracts.event.ResultEvent.InferenceFailed;
import dev.sluice.gateway.admission.Admission;
import dev.sluice.gateway.admission.InferenceForm;
import dev.sluice.gateway.rendering.BatchJson;
import dev.sluice.gateway.store.FileContents;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes a batch's output and error files, a line for each request in the order of the input, and
/// the records that end the batch. Its ids and bytes follow from the batch and its results: whoever
/// does it again after a crash writes the same.
final class BatchFiles {
    private static final int CHUNK_LINES = 500;
    private static final String PURPOSE = "batch_output";

    private final BatchPorts ports;
    private final BatchCreated batch;
    private final BatchEndpoint endpoint;
    private final Outcome outcome;
    private int completedCount;
    private int failedCount;

    BatchFiles(BatchPorts ports, BatchCreated batch, BatchEndpoint endpoint, Outcome outcome) {
        this.ports = ports;
        this.batch = batch;
        this.endpoint = endpoint;
        this.outcome = outcome;
    }

    void write(int lineCount) throws InterruptedException, IOException {
        ObjectId outputId = idOf("output");
        ObjectId errorId = idOf("errors");
        try (FileContents.Draft output = ports.contents().begin(batch.tenantId(), outputId);
                FileContents.Draft errors = ports.contents().begin(batch.tenantId(), errorId)) {
            writeLines(lineCount, output, errors);
            boolean hasOutput = completedCount > 0;
            boolean hasErrors = failedCount > 0;
            if (hasOutput) {
                keep(outputId, "output", output.complete());
            }
            if (hasErrors) {
                keep(errorId, "errors", errors.complete());
            }
            Waits.until(
                    ports.log()
                            .keep(
                                    new BatchFinished(
                                            batch.objectId() + "/finished",
                                            batch.objectId(),
                                            batch.tenantId(),
                                            ports.clock().instant(),
                                            outcome,
                                            hasOutput ? outputId : null,
                                            hasErrors ? errorId : null,
                                            completedCount,
                                            failedCount,
                                            List.of())));
        }
    }

    /// The batch's id has the randomness; the word tells its files apart.
    private ObjectId idOf(String word) {
        String suffix = batch.objectId().value().substring("batch_".length());
        return new ObjectId("file-" + suffix + "-" + word);
    }

    private void keep(ObjectId id, String word, FileContents.Completed content)
            throws InterruptedException {
        Waits.until(
                ports.log()
                        .keep(
                                new FileStored(
                                        id + "/stored",
                                        id,
                                        batch.tenantId(),
                                        ports.clock().instant(),
                                        new SensitiveText(batch.objectId() + "_" + word + ".jsonl"),
                                        PURPOSE,
                                        content.sizeBytes(),
                                        content.sha256())));
    }

    private void writeLines(int lineCount, FileContents.Draft output, FileContents.Draft errors)
            throws InterruptedException, IOException {
        var content = ports.contents().open(batch.tenantId(), batch.inputFileId());
        try (LineSource lines = new LineSource(content, ports.lines().lineBytesMax())) {
            for (int first = 0; first < lineCount; first += CHUNK_LINES) {
                int count = Math.min(CHUNK_LINES, lineCount - first);
                Map<Integer, Event> outcomes =
                        Waits.until(ports.store().outcomes(batch.objectId(), first, count));
                for (int line = first; line < first + count; line++) {
                    BatchLine asked = lineOf(lines.next().orElseThrow());
                    write(asked, line, outcomes.get(line), output, errors);
                }
            }
        }
    }

    private BatchLine lineOf(byte[] bytes) {
        return switch (ports.lines().read(bytes, batch.endpoint())) {
            case LineReader.Reading.Sound(BatchLine line) -> line;
            case LineReader.Reading.Flawed _ ->
                    throw new IllegalStateException(
                            "the file of batch " + batch.objectId() + " was sound before");
        };
    }

    private void write(
            BatchLine asked,
            int line,
            @Nullable Event ended,
            FileContents.Draft output,
            FileContents.Draft errors)
            throws IOException {
        if (ended instanceof ResultEvent result
                && ports.callerText().of(result) instanceof InferenceCompleted done) {
            completedCount++;
            put(output, answered(asked, done));
            return;
        }
        failedCount++;
        put(errors, failed(asked, line, ended));
    }

    private String answered(BatchLine asked, InferenceCompleted done) {
        InferenceForm form =
                endpoint == BatchEndpoint.RESPONSE
                                && endpoint.read(ports.reader(), asked.body())
                                        instanceof Admission.Admitted admitted
                        ? admitted.form()
                        : null;
        return LineAnswers.answered(endpoint, asked.customId(), done, form);
    }

    private String failed(BatchLine asked, int line, @Nullable Event ended) {
        return switch (ended) {
            case InferenceFailed failed -> error(asked, failed.requestId(), failed.failure(), null);
            case BatchLineRefused refused ->
                    error(
                            asked,
                            new RequestId(batch.objectId() + ":" + line),
                            refused.failure(),
                            refused.param());
            case null, default -> unrun(asked, line);
        };
    }

    private static String error(
            BatchLine asked, RequestId id, Failure failure, @Nullable String param) {
        return LineAnswers.failed(id, asked.customId(), failure.code(), failure.message(), param);
    }

    private String unrun(BatchLine asked, int line) {
        String id = batch.objectId() + ":" + line;
        return outcome == Outcome.CANCELLED
                ? BatchJson.unrun(
                        id,
                        asked.customId(),
                        "batch_cancelled",
                        "the batch was cancelled before this request had its answer")
                : BatchJson.unrun(
                        id,
                        asked.customId(),
                        "batch_expired",
                        "the completion window ended before this request had its answer");
    }

    private static void put(FileContents.Draft file, String line) throws IOException {
        byte[] bytes = (line + "\n").getBytes(UTF_8);
        file.write(bytes, 0, bytes.length);
    }
}
