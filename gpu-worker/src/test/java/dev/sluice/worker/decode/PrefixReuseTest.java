package dev.sluice.worker.decode;

import static dev.sluice.worker.decode.Sequences.expectedTokens;
import static dev.sluice.worker.decode.Sequences.greedy;
import static dev.sluice.worker.decode.Sequences.related;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.worker.sampling.SamplingParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A prompt is read from where it differs from what the cache holds; the tokens stay what they are.
class PrefixReuseTest {
    private static final EngineShape SHAPE = new EngineShape(3, 64, 16, 50);
    private static final DecodeOptions OPTIONS = new DecodeOptions(8, 100, 5, true, true);

    private final SimulatedEngine engine = new SimulatedEngine(SHAPE);
    private final List<StepReport> reports = new ArrayList<>();
    private DecodeLoop loop = new DecodeLoop(engine, OPTIONS, reports::add, () -> 0);

    @Test
    void readsOnlyTheLastTwoTokensOfAPromptThatItHasReadBefore() {
        // Given
        run(related(1, 1, 20, 0, 3));
        reports.clear();
        // When
        run(related(2, 1, 20, 0, 3));
        // Then: two, for one alone would go through other kernels
        assertThat(readTokenCount()).isEqualTo(2);
        assertThat(reusedTokenCount()).isEqualTo(18);
    }

    @Test
    void goesOnInTheSlotOfTheConversationsFormerTurn() {
        // Given
        run(related(1, 1, 20, 0, 3));
        engine.passes().clear();
        // When
        run(related(2, 1, 20, 7, 3));
        // Then: nothing is copied, and what the model had answered is read as what it is
        assertThat(engine.passes()).containsExactly("prefill 0 7", "decode 1", "decode 1");
    }

    @Test
    void copiesACommonBeginningAndKeepsTheOtherPromptWarm() {
        // Given
        run(related(1, 1, 20, 9, 3));
        engine.passes().clear();
        // When
        run(related(2, 1, 20, 8, 3));
        // Then
        assertThat(engine.passes())
                .containsExactly("share 0 1 20", "prefill 1 8", "decode 1", "decode 1");
        assertThat(reusedBy(related(1, 1, 20, 9, 3))).isEqualTo(27);
    }

    @Test
    void readsACommonBeginningOnceForRequestsThatComeTogether() {
        // Given
        List<SequenceRequest> wave =
                List.of(related(1, 1, 30, 5, 4), related(2, 1, 30, 9, 4), related(3, 1, 30, 2, 4));
        List<RecordingListener> listeners = wave.stream().map(this::admit).toList();
        // When
        drain();
        // Then
        assertThat(readTokenCount()).isEqualTo(30 + 5 + 9 + 2);
        assertThat(reusedTokenCount()).isEqualTo(60);
        for (int i = 0; i < wave.size(); i++) {
            assertThat(listeners.get(i).tokens()).isEqualTo(expectedTokens(wave.get(i), SHAPE));
        }
    }

    /// A gateway makes a request of each choice (`n`): one prompt, and seeds one apart.
    @Test
    void readsThePromptOfSeveralChoicesOnce() {
        // Given
        int[] prompt = related(1, 1, 40, 0, 6).promptTokens();
        List<SequenceRequest> choices =
                IntStream.range(0, SHAPE.slotCount())
                        .mapToObj(choice ->
                                SequenceRequest.of(
                                        Sequences.key(choice),
                                        prompt,
                                        6,
                                        new int[] {Sequences.END_TOKEN},
                                        SamplingParameters.seeded(1, 41L + choice)))
                        .toList();
        List<RecordingListener> listeners = choices.stream().map(this::admit).toList();
        // When
        drain();
        // Then: the first reads it, and each of the others the last two tokens
        int others = choices.size() - 1;
        assertThat(readTokenCount()).isEqualTo(40 + 2L * others);
        assertThat(reusedTokenCount()).isEqualTo(38L * others);
        for (int i = 0; i < choices.size(); i++) {
            assertThat(listeners.get(i).tokens()).isEqualTo(expectedTokens(choices.get(i), SHAPE));
        }
        assertThat(listeners).extracting(RecordingListener::tokens).doesNotHaveDuplicates();
    }

    @Test
    void takesNothingOfWhatDecodeStepsWrote() {
        // Given: a prompt that is the former one with its answer
        SequenceRequest first = related(1, 1, 20, 0, 10);
        run(first);
        int[] longer = java.util.Arrays.copyOf(first.promptTokens(), 32);
        List<Integer> answer = expectedTokens(first, SHAPE);
        for (int i = 0; i < answer.size(); i++) {
            longer[20 + i] = answer.get(i);
        }
        reports.clear();
        // When
        run(SequenceRequest.of(Sequences.key(2), longer, 4, new int[0], first.sampling()));
        // Then
        assertThat(reusedTokenCount()).isEqualTo(20);
    }

    @Test
    void sharesNothingBetweenScopes() {
        // Given
        run(related(1, 1, 20, 0, 3).withPrefixScope("acme"));
        reports.clear();
        // When
        run(related(2, 1, 20, 0, 3).withPrefixScope("globex"));
        // Then
        assertThat(reusedTokenCount()).isZero();
        assertThat(readTokenCount()).isEqualTo(20);
    }

    @Test
    void readsEverythingWhereReuseIsOff() {
        // Given
        loop = new DecodeLoop(engine, OPTIONS.withPrefixReuse(false), reports::add, () -> 0);
        run(related(1, 1, 20, 0, 3));
        reports.clear();
        // When
        run(related(2, 1, 20, 0, 3));
        // Then
        assertThat(readTokenCount()).isEqualTo(20);
        assertThat(reports.getLast().warmTokenCount()).isZero();
    }

    @Test
    void neverUsesAPromptOfASingleTokenAgain() {
        // Given
        run(related(1, 1, 1, 0, 3));
        reports.clear();
        // When
        run(related(2, 1, 1, 6, 3));
        // Then
        assertThat(reusedTokenCount()).isZero();
    }

    @Test
    void evictsThePrefixThatWasNotUsedForLongest() {
        // Given: three slots, three prefixes, the first used again
        run(related(1, 1, 20, 0, 3));
        run(related(2, 2, 20, 0, 3));
        run(related(3, 3, 20, 0, 3));
        run(related(4, 1, 20, 0, 3));
        // When
        run(related(5, 4, 20, 0, 3));
        // Then
        assertThat(reusedBy(related(6, 1, 20, 3, 3))).isEqualTo(20);
        assertThat(reusedBy(related(7, 3, 20, 3, 3))).isEqualTo(20);
        assertThat(reusedBy(related(8, 2, 20, 3, 3))).isZero();
    }

    @Test
    void keepsThePromptOfASequenceWhoseSlotIsFilledByTheLast() {
        // Given
        RecordingListener leaving = admit(related(1, 1, 20, 0, 3));
        admit(related(2, 2, 12, 0, 30));
        while (!leaving.isFinished()) {
            loop.step();
        }
        reports.clear();
        // When
        RecordingListener again = admit(related(3, 1, 20, 5, 6));
        drain();
        // Then
        assertThat(again.tokens()).isEqualTo(expectedTokens(related(3, 1, 20, 5, 6), SHAPE));
        assertThat(reusedTokenCount()).isEqualTo(20);
    }

    @Test
    void readsThePartThatCannotBeCopied() {
        // Given
        run(related(1, 1, 20, 9, 3));
        engine.breakSharing();
        reports.clear();
        // When
        run(related(2, 1, 20, 8, 3));
        // Then
        assertThat(readTokenCount()).isEqualTo(28);
        assertThat(reusedTokenCount()).isZero();
    }

    @Test
    void forgetsWhatBeginsLikeAPromptThatFailed() {
        // Given
        run(related(1, 1, 20, 0, 3));
        SequenceRequest failing = related(2, 1, 20, 4, 3);
        engine.answerNonsenseAfter(failing.promptTokens()[23]);
        RecordingListener failed = admit(failing);
        drain();
        engine.answerNonsenseAfter(-1);
        assertThat(failed.reason()).isEqualTo(FinishReason.ERROR);
        // When
        long reused = reusedBy(related(3, 1, 20, 0, 3));
        // Then
        assertThat(reused).isZero();
    }

    @Test
    void keepsWhatACancelledSequenceHadRead() {
        // Given
        DecodeOptions slow = new DecodeOptions(8, 8, 5, true, true);
        loop = new DecodeLoop(engine, slow, reports::add, () -> 0);
        admit(related(1, 1, 40, 0, 3));
        loop.step();
        loop.step();
        loop.cancel(Sequences.key(1));
        // When
        long reused = reusedBy(related(2, 1, 40, 0, 3));
        // Then
        assertThat(reused).isEqualTo(16);
    }

    @Test
    void reportsWhatIsKeptApartFromWhatIsInUse() {
        // When
        run(greedy(1, 20, 3));
        // Then
        assertThat(reports.getLast().cachedTokenCount()).isZero();
        assertThat(reports.getLast().warmTokenCount()).isEqualTo(20);
    }

    private long reusedBy(SequenceRequest request) {
        reports.clear();
        run(request);
        return reusedTokenCount();
    }

    private long reusedTokenCount() {
        return reports.stream().mapToLong(StepReport::reusedTokenCount).sum();
    }

    private long readTokenCount() {
        return reports.stream().mapToLong(StepReport::prefillTokenCount).sum();
    }

    private void run(SequenceRequest request) {
        RecordingListener listener = admit(request);
        drain();
        assertThat(listener.tokens()).isEqualTo(expectedTokens(request, SHAPE));
    }

    private RecordingListener admit(SequenceRequest request) {
        RecordingListener listener = new RecordingListener();
        assertThat(loop.admit(request, listener)).isEqualTo(new Admission.Accepted());
        return listener;
    }

    private void drain() {
        for (int i = 0; i < 1000; i++) {
            if (loop.step() == 0) {
                return;
            }
        }
        throw new AssertionError("still at work after 1000 steps");
    }
}
