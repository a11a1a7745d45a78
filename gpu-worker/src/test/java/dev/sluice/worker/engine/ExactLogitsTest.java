package dev.sluice.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SluiceException;
import dev.sluice.worker.decode.Admission;
import dev.sluice.worker.decode.DecodeLoop;
import dev.sluice.worker.decode.DecodeOptions;
import dev.sluice.worker.decode.DelegatingEngine;
import dev.sluice.worker.decode.Engine;
import dev.sluice.worker.decode.EngineMemoryException;
import dev.sluice.worker.decode.Logits;
import dev.sluice.worker.decode.SequenceKey;
import dev.sluice.worker.decode.SequenceOutcome;
import dev.sluice.worker.decode.SequenceRequest;
import dev.sluice.worker.decode.StepReport;
import dev.sluice.worker.decode.TokenListener;
import dev.sluice.worker.decode.TokenVerdict;
import dev.sluice.worker.sampling.Logprobs;
import dev.sluice.worker.sampling.SamplingParameters;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A sequence's logits are the same to the bit alone, in any batch and slot, after it was sent back
/// to wait, and where another worker goes on. Compared are the logarithms of probabilities of its
/// tokens and of the 20 best beside each: every one of them depends on every logit of its row.
///
/// `-Dsluice.exact.model=FOLDER` asks a model of one's own, such as
/// `.sluice/models/smollm2-135m-instruct`.
class ExactLogitsTest {
    private static final int TOKEN_COUNT = 40;
    private static final int TOP_COUNT = 20;
    private static final int PROMPT = 37;

    private static final Path MODEL =
            System.getProperty("sluice.exact.model") == null
                    ? TinyEngines.modelFile()
                    : Path.of(System.getProperty("sluice.exact.model"), "model.onnx");
    private static final OrtEngine ENGINE =
            OrtEngine.open(TinyEngines.library(), MODEL, TinyEngines.options());

    private final List<StepReport> reports = new ArrayList<>();
    private final ShortOfMemory engine = new ShortOfMemory(ENGINE);
    private final DecodeLoop loop =
            new DecodeLoop(engine, DecodeOptions.DEFAULT, reports::add, System::nanoTime);
    private final SequenceRequest observed = request(0, PROMPT, TOKEN_COUNT);

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    @Test
    void amongOthersThatComeAndGo() {
        // Given
        List<Logprobs> alone = alone();
        // When: its slot changes, for those before it end while it runs
        for (int i = 1; i <= 4; i++) {
            admit(request(i, 3 + 11 * i, 6 * i), new Told());
            loop.step();
        }
        Told told = new Told();
        admit(observed, told);
        for (int i = 5; i <= 7; i++) {
            admit(request(i, 5 * i, TOKEN_COUNT), new Told());
            loop.step();
        }
        drain();
        // Then
        assertThat(told.logprobs).isEqualTo(alone).hasSize(TOKEN_COUNT);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 9, 30})
    void afterItWasSentBackToWait(int decodedCount) {
        // Given
        List<Logprobs> alone = alone();
        for (int i = 1; i <= 7; i++) {
            admit(request(i, 4 + i, TOKEN_COUNT + 20), new Told());
        }
        Told told = new Told();
        admit(observed, told);
        while (told.logprobs.size() < decodedCount) {
            loop.step();
        }
        // When: the youngest are sent back, and it is one of them
        engine.failNext();
        loop.step();
        // Then
        assertThat(reports.getLast().preemptedCount()).isEqualTo(2);
        drain();
        assertThat(told.logprobs).isEqualTo(alone);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 17, TOKEN_COUNT - 1})
    void whereAnotherWorkerGoesOn(int emittedCount) {
        // Given
        Told whole = new Told();
        admit(observed, whole);
        drain();
        int[] emitted =
                whole.tokens.stream().limit(emittedCount).mapToInt(Integer::intValue).toArray();
        // When: on an engine of its own, among others
        Told rest = new Told();
        try (OrtEngine other =
                OrtEngine.open(TinyEngines.library(), MODEL, TinyEngines.options())) {
            DecodeLoop elsewhere =
                    new DecodeLoop(other, DecodeOptions.DEFAULT, _ -> {}, System::nanoTime);
            for (int i = 1; i <= 3; i++) {
                assertThat(elsewhere.admit(request(i, 10 * i, TOKEN_COUNT), new Told()))
                        .isEqualTo(new Admission.Accepted());
                elsewhere.step();
            }
            assertThat(elsewhere.admit(observed.continuedFrom(emitted), rest))
                    .isEqualTo(new Admission.Accepted());
            while (elsewhere.step() > 0) {}
        }
        // Then
        assertThat(rest.logprobs).isEqualTo(whole.logprobs.subList(emittedCount, TOKEN_COUNT));
    }

    private List<Logprobs> alone() {
        Told told = new Told();
        DecodeLoop own = new DecodeLoop(ENGINE, DecodeOptions.DEFAULT, _ -> {}, System::nanoTime);
        assertThat(own.admit(observed, told)).isEqualTo(new Admission.Accepted());
        while (own.step() > 0) {}
        return told.logprobs;
    }

    private void admit(SequenceRequest request, Told told) {
        assertThat(loop.admit(request, told)).isEqualTo(new Admission.Accepted());
    }

    private void drain() {
        while (loop.step() > 0) {}
        assertThat(loop.openKeys()).isEmpty();
    }

    private static SequenceRequest request(int number, int promptTokenCount, int tokenCount) {
        return SequenceRequest.of(
                        new SequenceKey(new RequestId("r" + number), 1),
                        TinyEngines.prompt(
                                number, promptTokenCount, ENGINE.shape().vocabularySize()),
                        tokenCount,
                        new int[0],
                        SamplingParameters.seeded(1, number))
                .withLogprobs(TOP_COUNT);
    }

    private static final class Told implements TokenListener {
        private final List<Integer> tokens = new ArrayList<>();
        private final List<Logprobs> logprobs = new ArrayList<>();

        @Override
        public TokenVerdict onToken(
                SequenceRequest request, int position, int tokenId, @Nullable Logprobs told) {
            tokens.add(tokenId);
            if (told != null) {
                logprobs.add(told);
            }
            return TokenVerdict.CONTINUE;
        }

        @Override
        public void onFinished(SequenceRequest request, SequenceOutcome outcome) {
            assertThat(outcome.failure()).isNull();
        }
    }

    /// Finds no memory for the decode pass that is next.
    private static final class ShortOfMemory extends DelegatingEngine {
        private boolean isFailing;

        ShortOfMemory(Engine engine) {
            super(engine);
        }

        void failNext() {
            isFailing = true;
        }

        @Override
        public Logits decode(int firstSlot, int count, int[] tokens, int[] cachedTokenCounts) {
            if (isFailing) {
                isFailing = false;
                var reason = new SluiceException(ErrorCode.ENGINE_FAILED, "bad allocation");
                throw new EngineMemoryException("bad allocation", reason);
            }
            return super.decode(firstSlot, count, tokens, cachedTokenCounts);
        }
    }
}
