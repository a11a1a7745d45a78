package dev.sluice.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.PromptEvent.PromptMasked;
import dev.sluice.contracts.event.ResultEvent;
import dev.sluice.contracts.event.ResultEvent.InferenceCompleted;
import dev.sluice.contracts.event.ResultEvent.InferenceFailed;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.contracts.event.StreamEvent.StreamFinished;
import dev.sluice.contracts.event.StreamEvent.TextStreamed;
import dev.sluice.contracts.event.TokenEvent.GenerationFinished;
import dev.sluice.contracts.event.TokenEvent.GenerationStarted;
import dev.sluice.masking.kafka.SimulatedMasking;
import dev.sluice.masking.restore.Restored;
import dev.sluice.runtime.secrets.Sealing;
import dev.sluice.scheduler.kafka.SimulatedScheduler;
import dev.sluice.worker.serving.BytePrompts;
import dev.sluice.worker.tokens.AnswerText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One request as the logs and its readers have it so far, and what it would be undisturbed.
final class Life {
    private final InferenceSpec asked;
    private final SimModel model;
    private final List<byte[]> stream = new ArrayList<>();
    private final StringBuilder streamed = new StringBuilder();
    private final StringBuilder seen = new StringBuilder();
    private Instant earliestDeadline;
    private boolean isFinished;
    private byte @Nullable [] promptBytes;
    private byte @Nullable [] resultBytes;
    private @Nullable TokenOracle tokens;
    private @Nullable GenerationStarted started;
    private @Nullable Restored whole;
    private @Nullable Restored partial;

    Life(InferenceSpec asked, SimModel model) {
        this.asked = asked;
        this.model = model;
        this.earliestDeadline = asked.deadline() == null ? Instant.MAX : asked.deadline();
    }

    void onDeadline(Instant deadline) {
        earliestDeadline = deadline.isBefore(earliestDeadline) ? deadline : earliestDeadline;
    }

    // --- prompts

    /// Every copy is the same, byte for byte.
    void onPrompt(PromptMasked prompt, byte[] value) {
        if (promptBytes != null) {
            assertThat(value)
                    .as("a copy of the prompt of %s", prompt.requestId())
                    .isEqualTo(promptBytes);
            return;
        }
        promptBytes = value;
        started = carrier(prompt);
        AnswerText text = model.answerText(prompt.spec());
        List<Integer> ids = new ArrayList<>();
        StringBuilder raw = new StringBuilder();
        Integer most = prompt.spec().settings().maxTokens();
        for (int id : model.answer(BytePrompts.textOf(prompt.spec()))) {
            if ((most != null && ids.size() == most) || text.isStopped()) {
                break;
            }
            ids.add(id);
            raw.append(text.append(id));
        }
        raw.append(text.flush());
        tokens = new TokenOracle(ids, raw.toString());
        whole = mask(raw.toString());
    }

    /// What brings the answer's mask along.
    private static GenerationStarted carrier(PromptMasked prompt) {
        return new GenerationStarted(
                "carrier",
                prompt.requestId(),
                prompt.tenantId(),
                1,
                prompt.occurredAt(),
                new WorkerId("none"),
                prompt.pool(),
                prompt.spec().acceptedAt(),
                1,
                false,
                prompt.spec().maskingState());
    }

    private Restored mask(String raw) {
        return SimulatedMasking.mask(Objects.requireNonNull(started), raw);
    }

    TokenOracle tokens() {
        return Objects.requireNonNull(tokens, "tokens of a prompt that is in no log");
    }

    /// What its readers may see: the undisturbed answer or, where it failed, as much of it as there
    /// is.
    private Restored expected() {
        GenerationFinished end = tokens().end();
        if (end == null || end.failure() == null) {
            return Objects.requireNonNull(whole);
        }
        Restored cut = partial;
        if (cut == null) {
            cut = mask(tokens().text());
            partial = cut;
        }
        return cut;
    }

    // --- stream

    void onStreamed(StreamEvent event, byte[] value) {
        if (event.index() < stream.size()) {
            assertThat(value)
                    .as("a copy of record %d of %s", event.index(), event.requestId())
                    .isEqualTo(stream.get(event.index()));
            return;
        }
        assertThat(event.index())
                .as("index in the stream of %s", event.requestId())
                .isEqualTo(stream.size());
        assertThat(isFinished).as("%s goes on after its end", event.requestId()).isFalse();
        stream.add(value);
        isFinished = event instanceof StreamFinished;
        if (event instanceof TextStreamed text) {
            streamed.append(text.text().value());
        }
        String soFar = streamed.toString();
        if (isFinished) {
            assertThat(soFar).as("stream of %s", event.requestId()).isEqualTo(expected().masked());
        } else {
            assertThat(expected().masked()).as("stream of %s", event.requestId()).startsWith(soFar);
        }
    }

    // --- results

    void onResult(ResultEvent event, byte[] value) {
        if (resultBytes != null) {
            assertThat(value)
                    .as("a copy of the result of %s", event.requestId())
                    .isEqualTo(resultBytes);
            return;
        }
        resultBytes = value;
        GenerationFinished end = Objects.requireNonNull(tokens().end(), "a result without an end");
        Restored expected = expected();
        switch (event) {
            case InferenceCompleted completed -> {
                assertThat(end.reason()).isEqualTo(completed.reason());
                assertThat(completed.text().value()).isEqualTo(expected.masked());
                if (completed.restored() != null) {
                    assertThat(opened(completed)).isEqualTo(expected.restored());
                }
            }
            case InferenceFailed failed -> {
                assertThat(Objects.requireNonNull(end.failure()).code())
                        .isEqualTo(failed.failure().code());
                assertThat(failed.text().value()).isEqualTo(expected.masked());
            }
        }
    }

    private static String opened(InferenceCompleted completed) {
        Sealing sealing = SimSecrets.INSTANCE.sealing(completed.tenantId());
        return sealing.open(completed.eventId(), Objects.requireNonNull(completed.restored()))
                .orElseThrow();
    }

    // --- readers

    void onShown(String content) {
        seen.append(content);
        assertThat(expected().restored()).as("what the client sees").startsWith(seen.toString());
    }

    // --- the end

    boolean isOver() {
        return resultBytes != null && isFinished;
    }

    void checkEnd(boolean isCancelled) {
        GenerationFinished end = Objects.requireNonNull(tokens().end());
        Failure failure = end.failure();
        if (failure != null) {
            assertThat(mayEndSo(failure.code(), end, isCancelled))
                    .as(
                            "%s ended with %s after %d fences",
                            end.requestId(), failure, tokens().fences())
                    .isTrue();
        }
    }

    private boolean mayEndSo(ErrorCode code, GenerationFinished end, boolean isCancelled) {
        return switch (code) {
            case QUEUE_FULL -> tokens().text().isEmpty() && end.index() == 0;
            case CANCELLED -> isCancelled;
            case DEADLINE_EXCEEDED -> !end.occurredAt().isBefore(earliestDeadline);
            case POISON_REQUEST -> mayBePoison();
            default -> false;
        };
    }

    boolean mayBePoison() {
        return tokens().fences() >= SimulatedScheduler.ATTEMPTS_MAX;
    }

    @Override
    public String toString() {
        return "%s, %d stream records, end %s"
                .formatted(
                        asked.priority(),
                        stream.size(),
                        tokens == null ? "no prompt" : String.valueOf(tokens.end()));
    }
}
