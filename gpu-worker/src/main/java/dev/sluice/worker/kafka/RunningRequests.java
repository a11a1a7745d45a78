package dev.sluice.worker.kafka;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.AssignmentEvent.Assignment;
import dev.sluice.contracts.event.WorkerEvent.RunningSequence;
import dev.sluice.worker.decode.Admission;
import dev.sluice.worker.decode.Generator;
import dev.sluice.worker.decode.SequenceKey;
import dev.sluice.worker.decode.SequenceRequest;
import dev.sluice.worker.serving.PromptEncoder;
import dev.sluice.worker.tokens.AnswerText;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The requests that this incarnation runs: between intake, engine and heartbeat. Safe on any
/// thread; each change wakes the heartbeat.
final class RunningRequests {
    private static final Logger LOG = LoggerFactory.getLogger(RunningRequests.class);

    private final Generator generator;
    private final PromptEncoder encoder;
    private final Function<Assignment, AnswerText> texts;
    private final WorkerId workerId;
    private final TokenOutbox outbox;
    private final InstantSource clock;
    private final Runnable onChange;
    private final ConcurrentHashMap<RequestId, SequenceWriter> writers = new ConcurrentHashMap<>();

    RunningRequests(
            Generator generator,
            PromptEncoder encoder,
            Function<Assignment, AnswerText> texts,
            WorkerId workerId,
            TokenOutbox outbox,
            InstantSource clock,
            Runnable onChange) {
        this.generator = generator;
        this.encoder = encoder;
        this.texts = texts;
        this.workerId = workerId;
        this.outbox = outbox;
        this.clock = clock;
        this.onChange = onChange;
    }

    /// Starts an assignment. One that runs already, or an older one, changes nothing; a newer one
    /// takes the place of its former self.
    void start(Assignment assignment) {
        SequenceWriter former = writers.get(assignment.requestId());
        if (former != null) {
            if (former.assignment().epoch() >= assignment.epoch()) {
                return;
            }
            drop(former);
        }
        SequenceWriter writer =
                new SequenceWriter(
                        assignment, workerId, texts.apply(assignment), outbox, clock, this::ended);
        switch (encoder.encode(assignment)) {
            case PromptEncoder.Refused(var code, String message) -> writer.refuse(code, message);
            case PromptEncoder.Encoded(SequenceRequest request) -> {
                if (writer.isStopped()) {
                    writer.finishStopped(request);
                } else {
                    admit(request, writer);
                }
            }
        }
    }

    private void admit(SequenceRequest request, SequenceWriter writer) {
        RequestId requestId = writer.assignment().requestId();
        writers.put(requestId, writer);
        switch (generator.admit(request, writer)) {
            case Admission.Accepted() -> {}
            case Admission.Refused refused -> {
                writers.remove(requestId, writer);
                onRefused(writer, refused);
            }
        }
        onChange.run();
    }

    /// A request that can never run ends here. For any other the scheduler, which does not find it
    /// in the heartbeat, looks for another place.
    private static void onRefused(SequenceWriter writer, Admission.Refused refused) {
        switch (refused.reason()) {
            case PROMPT_LENGTH ->
                    writer.refuse(
                            dev.sluice.contracts.ErrorCode.CONTEXT_LENGTH_EXCEEDED,
                            refused.message());
            case UNKNOWN_TOKEN ->
                    writer.refuse(
                            dev.sluice.contracts.ErrorCode.INVALID_PARAMETER, refused.message());
            case QUEUE_FULL, ALREADY_OPEN, STOPPED ->
                    LOG.atWarn()
                            .addKeyValue("requestId", writer.assignment().requestId())
                            .addKeyValue("reason", refused.reason())
                            .log("assignment not taken");
        }
    }

    /// Ends a request because somebody asked for it; its end is written.
    void cancel(RequestId requestId) {
        SequenceWriter writer = writers.get(requestId);
        if (writer != null) {
            generator.cancel(keyOf(writer));
        }
    }

    /// Ends what has an older epoch without a word: it was fenced, and goes on elsewhere or later.
    void revoke(RequestId requestId, int epoch) {
        SequenceWriter writer = writers.get(requestId);
        if (writer != null && writer.assignment().epoch() < epoch) {
            drop(writer);
            onChange.run();
        }
    }

    /// Ends everything without a word: the scheduler starts it elsewhere, from what is in the log.
    void handOver() {
        writers.values().forEach(this::drop);
    }

    private void drop(SequenceWriter writer) {
        writer.silence();
        writers.remove(writer.assignment().requestId(), writer);
        generator.cancel(keyOf(writer));
    }

    boolean isEmpty() {
        return writers.isEmpty();
    }

    /// What the heartbeat tells, in the order of the ids.
    List<RunningSequence> snapshot() {
        return writers.values().stream()
                .map(w ->
                        new RunningSequence(
                                w.assignment().requestId(),
                                w.assignment().epoch(),
                                w.generatedTokens()))
                .sorted(Comparator.comparing(r -> r.requestId().value()))
                .toList();
    }

    private void ended(SequenceWriter writer) {
        writers.remove(writer.assignment().requestId(), writer);
        onChange.run();
    }

    private static SequenceKey keyOf(SequenceWriter writer) {
        return new SequenceKey(writer.assignment().requestId(), writer.assignment().epoch());
    }
}
