package dev.sluice.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.FinishReason;
import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.contracts.event.TokenEvent.GenerationFinished;
import dev.sluice.contracts.event.Usage;
import dev.sluice.contracts.json.Decoded;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.runtime.kafka.EventSender;
import dev.sluice.worker.decode.Admission;
import dev.sluice.worker.decode.Generator;
import dev.sluice.worker.decode.SequenceKey;
import dev.sluice.worker.decode.SequenceRequest;
import dev.sluice.worker.decode.TokenListener;
import dev.sluice.worker.sampling.SamplingParameters;
import dev.sluice.worker.serving.PromptEncoder.Encoded;
import dev.sluice.worker.tokens.AnswerText;
import dev.sluice.worker.tokens.StopStrings;
import dev.sluice.worker.tokens.TokenBytes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RunningRequestsTest {
    private static final TokenBytes TOKENS = TokenBytes.ofTexts(List.of("one ", "E", "ND", "two"));

    private final EventCodec codec = new EventCodec();
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final TokenOutbox outbox =
            new TokenOutbox(
                    new EventSender(producer, codec),
                    failure -> {
                        throw new AssertionError(failure);
                    });
    private final List<SequenceRequest> admitted = new ArrayList<>();

    /// The worker before this one wrote the tokens, and died before it wrote the end.
    @ParameterizedTest
    @CsvSource({"0 1 2, 0, 1", "0 1, 1, 0"})
    void aContinuationBehindAStopTextHasOnlyItsEndToWrite(
            String emitted, int admittedCount, int recordCount) throws InterruptedException {
        // Given
        List<Integer> ids = List.of(emitted.split(" ")).stream().map(Integer::valueOf).toList();
        RunningRequests requests =
                new RunningRequests(
                        new RecordingGenerator(),
                        assignment -> new Encoded(request(ids)),
                        _ -> new AnswerText(TOKENS, StopStrings.of(List.of("END"))),
                        new WorkerId("w2"),
                        outbox,
                        InstantSource.fixed(Instant.EPOCH),
                        () -> {});

        // When
        requests.start(Assignments.of(2, 1 + ids.size(), ids));

        // Then
        assertThat(admitted).hasSize(admittedCount);
        assertThat(requests.isEmpty()).isEqualTo(admittedCount == 0);
        assertThat(outbox.isEmpty() ? 0 : outbox.step()).isEqualTo(recordCount);
        assertThat(producer.history())
                .hasSize(recordCount)
                .allSatisfy(sent -> {
                    var end = (GenerationFinished) decoded(sent.value());
                    assertThat(end.index()).isEqualTo(1 + ids.size());
                    assertThat(end.reason()).isEqualTo(FinishReason.STOP);
                    assertThat(end.usage()).isEqualTo(new Usage(1, ids.size()));
                });
    }

    private TokenEvent decoded(byte[] record) {
        return switch (codec.decode(TokenEvent.class, record)) {
            case Decoded.Valid<TokenEvent>(TokenEvent event) -> event;
            case Decoded.Malformed<TokenEvent> bad -> throw new AssertionError(bad.reason());
        };
    }

    private static SequenceRequest request(List<Integer> emitted) {
        return SequenceRequest.of(
                        new SequenceKey(Assignments.ID, 2),
                        new int[] {3},
                        9,
                        new int[0],
                        SamplingParameters.greedy())
                .continuedFrom(emitted.stream().mapToInt(Integer::intValue).toArray());
    }

    private final class RecordingGenerator implements Generator {
        @Override
        public Admission admit(SequenceRequest request, TokenListener listener) {
            admitted.add(request);
            return new Admission.Accepted();
        }

        @Override
        public boolean cancel(SequenceKey key) {
            return false;
        }

        @Override
        public Optional<Throwable> death() {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }
}
