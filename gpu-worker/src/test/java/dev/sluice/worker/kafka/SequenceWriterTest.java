package dev.sluice.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.runtime.kafka.EventSender;
import dev.sluice.worker.decode.FinishReason;
import dev.sluice.worker.decode.SequenceKey;
import dev.sluice.worker.decode.SequenceOutcome;
import dev.sluice.worker.decode.SequenceRequest;
import dev.sluice.worker.sampling.SamplingParameters;
import dev.sluice.worker.tokens.AnswerText;
import dev.sluice.worker.tokens.PieceDetokenizer;
import dev.sluice.worker.tokens.StopStrings;
import dev.sluice.worker.tokens.TextPieces;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SequenceWriterTest {
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final TokenOutbox outbox =
            new TokenOutbox(
                    new EventSender(producer, new EventCodec()),
                    failure -> {
                        throw new AssertionError(failure);
                    });
    private final List<SequenceWriter> ended = new ArrayList<>();

    private static final SequenceRequest REQUEST =
            SequenceRequest.of(
                    new SequenceKey(Assignments.ID, 1),
                    new int[] {1},
                    9,
                    new int[0],
                    SamplingParameters.greedy());

    private SequenceWriter writer() {
        return new SequenceWriter(
                Assignments.of(1, 0, List.of()),
                new WorkerId("w1"),
                new AnswerText(new PieceDetokenizer(), StopStrings.NONE),
                outbox,
                InstantSource.fixed(Instant.EPOCH),
                ended::add);
    }

    /// The start and a token are written; a lost sequence has no end, any other has.
    @ParameterizedTest
    @CsvSource({"LOST, 2", "STOP, 3", "CANCELLED, 3"})
    void aLostSequenceEndsWithoutAWord(FinishReason reason, int recordCount)
            throws InterruptedException {
        // Given
        SequenceWriter writer = writer();
        var _ = writer.onToken(REQUEST, 0, TextPieces.of("Hi")[0], null);

        // When
        writer.onFinished(REQUEST, new SequenceOutcome(reason, 1, 1, null));

        // Then
        assertThat(outbox.step()).isEqualTo(recordCount);
        assertThat(producer.history()).hasSize(recordCount);
        assertThat(ended).containsExactly(writer);
    }

    @Test
    void aSequenceThatIsLostAtOnceWritesNothing() {
        // When
        writer().onFinished(REQUEST, new SequenceOutcome(FinishReason.LOST, 1, 0, null));

        // Then
        assertThat(outbox.isEmpty()).isTrue();
        assertThat(ended).hasSize(1);
    }
}
