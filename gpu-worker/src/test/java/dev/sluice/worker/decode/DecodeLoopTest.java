package dev.sluice.worker.decode;

import static dev.sluice.worker.decode.Sequences.expectedTokens;
import static dev.sluice.worker.decode.Sequences.greedy;
import static dev.sluice.worker.decode.Sequences.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import dev.sluice.worker.decode.Admission.Reason;
import dev.sluice.worker.sampling.SamplingParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class DecodeLoopTest {
    private static final EngineShape SHAPE = new EngineShape(3, 64, 16, 50);
    private static final int PROMPT = 5;

    private final SimulatedEngine engine = new SimulatedEngine(SHAPE);
    private final List<StepReport> reports = new ArrayList<>();
    private final List<SequenceKey> brokenListeners = new ArrayList<>();
    private final DecodeLoop loop =
            new DecodeLoop(engine, new DecodeOptions(8, 8, 2, true, true), new Observer(), () -> 0);

    private final class Observer implements StepObserver {
        @Override
        public void onStep(StepReport report) {
            reports.add(report);
        }

        @Override
        public void onListenerFailed(SequenceKey key, RuntimeException failure) {
            brokenListeners.add(key);
        }
    }

    @Test
    void emitsTheFirstTokenInTheStepThatReadsThePrompt() {
        // Given
        RecordingListener listener = admit(greedy(1, PROMPT, 10));
        // When
        int work = loop.step();
        // Then
        assertThat(engine.passes()).containsExactly("prefill 0 5", "decode 1");
        assertThat(work).isEqualTo(1 + PROMPT + 1);
        assertThat(listener.tokens()).hasSize(2);
    }

    @Test
    void emitsTheTokensThatTheSequenceWouldHaveAlone() {
        // Given
        List<SequenceRequest> requests =
                List.of(
                        greedy(1, 5, 12),
                        Sequences.request(2, 20, 9, SamplingParameters.seeded(1, 4)),
                        greedy(3, 1, 30),
                        greedy(4, 17, 25),
                        greedy(5, 2, 3));
        List<RecordingListener> listeners = requests.stream().map(this::admit).toList();
        // When
        drain();
        // Then
        for (int i = 0; i < requests.size(); i++) {
            assertThat(listeners.get(i).tokens())
                    .as("request %d", i)
                    .isEqualTo(expectedTokens(requests.get(i), SHAPE));
        }
    }

    @Test
    void letsASequenceJoinAndLeaveBetweenSteps() {
        // Given
        admit(greedy(1, PROMPT, 20));
        loop.step();
        admit(greedy(2, PROMPT, 3));
        engine.passes().clear();
        // When
        loop.step();
        loop.step();
        // Then: the second joined, got token 1 by prefill, 2 and 3 by decode, and left
        assertThat(engine.passes()).containsExactly("prefill 1 5", "decode 2", "decode 2");
        assertThat(loop.openKeys()).containsExactly(key(1));
    }

    @Test
    void givesEveryRunningSequenceItsTokenInTheStepInWhichAnotherLeaves() {
        // Given
        RecordingListener leaving = admit(unending(1, PROMPT, 8));
        RecordingListener second = admit(unending(2, PROMPT, 30));
        RecordingListener third = admit(unending(3, PROMPT, 30));
        while (leaving.tokens().size() < 7) {
            loop.step();
        }
        int secondCount = second.tokens().size();
        int thirdCount = third.tokens().size();
        // When
        loop.step();
        // Then
        assertThat(leaving.isFinished()).isTrue();
        assertThat(second.tokens()).hasSize(secondCount + 1);
        assertThat(third.tokens()).hasSize(thirdCount + 1);
    }

    @Test
    void delaysRunningSequencesByOneChunkOfALongPromptAtATime() {
        // Given
        RecordingListener running = admit(greedy(1, PROMPT, 40));
        loop.step();
        admit(greedy(2, 33, 10));
        engine.passes().clear();
        int before = running.tokens().size();
        // When
        for (int i = 0; i < 5; i++) {
            loop.step();
        }
        // Then: 33 = 8 + 8 + 8 + 7 + 2, so that no chunk has one token
        assertThat(engine.passes())
                .containsExactly(
                        "prefill 1 8",
                        "decode 1",
                        "prefill 1 8",
                        "decode 1",
                        "prefill 1 8",
                        "decode 1",
                        "prefill 1 7",
                        "decode 1",
                        "prefill 1 2",
                        "decode 2");
        assertThat(running.tokens()).hasSize(before + 5);
    }

    @Test
    void readsAShortPromptBeforeALongOneIsThrough() {
        // Given
        admit(greedy(1, 40, 5));
        RecordingListener quick = admit(greedy(2, 4, 5));
        // When
        loop.step();
        // Then
        assertThat(quick.tokens()).hasSize(2);
    }

    @Test
    void keepsReadingALongPromptWhileShortOnesKeepComing() {
        // Given
        RecordingListener slow = admit(greedy(1, 40, 2));
        // When
        for (int i = 2; i < 30 && slow.tokens().isEmpty(); i++) {
            admit(greedy(i, 8, 1));
            loop.step();
            loop.step();
        }
        // Then
        assertThat(slow.tokens()).isNotEmpty();
    }

    @Test
    void continuesAnAnswerWithTheTokensThatItWouldHaveHad() {
        // Given
        SequenceRequest whole =
                Sequences.request(
                        7,
                        11,
                        30,
                        SamplingParameters.seeded(1.2, 5)
                                .penalised(1.1, 0.3, 0.2)
                                .biased(Map.of(0, -100.0)));
        List<Integer> expected = expectedTokens(whole, SHAPE);
        int[] emitted = expected.stream().limit(13).mapToInt(Integer::intValue).toArray();
        // When
        RecordingListener listener = admit(whole.continuedFrom(emitted));
        admit(greedy(8, 9, 20));
        drain();
        // Then
        assertThat(listener.tokens()).isEqualTo(expected.subList(13, expected.size()));
        assertThat(listener.outcome())
                .isEqualTo(new SequenceOutcome(FinishReason.LENGTH, 11, 30, null));
    }

    @Test
    void replaysThroughDecodePassesJoinedToTheRunningBatch() {
        // Given
        admit(greedy(1, PROMPT, 30));
        loop.step();
        engine.passes().clear();
        // When
        RecordingListener listener = admit(greedy(2, 6, 30).continuedFrom(new int[] {11, 12}));
        loop.step();
        // Then
        assertThat(engine.passes()).containsExactly("prefill 1 6", "decode 2");
        assertThat(listener.tokens()).isEmpty();
        loop.step();
        assertThat(listener.tokens()).hasSize(1);
    }

    @Test
    void endsAContinuationThatHasAllItsTokensWithoutAPass() {
        // Given
        RecordingListener listener = admit(greedy(1, PROMPT, 2).continuedFrom(new int[] {11, 12}));
        // When
        loop.step();
        // Then
        assertThat(engine.passes()).isEmpty();
        assertThat(listener.outcome())
                .isEqualTo(new SequenceOutcome(FinishReason.LENGTH, PROMPT, 2, null));
    }

    @Test
    void stopsAtAnEndTokenAndDoesNotEmitIt() {
        // Given
        SamplingParameters endsAtOnce =
                SamplingParameters.greedy().biased(Map.of(Sequences.END_TOKEN, 100.0));
        RecordingListener listener = admit(Sequences.request(1, PROMPT, 10, endsAtOnce));
        // When
        loop.step();
        // Then
        assertThat(listener.tokens()).isEmpty();
        assertThat(listener.outcome())
                .isEqualTo(new SequenceOutcome(FinishReason.STOP, PROMPT, 0, null));
    }

    @Test
    void stopsWhenTheListenerSaysSo() {
        // Given
        RecordingListener listener = new RecordingListener().stoppingAfter(3);
        admit(unending(1, PROMPT, 10), listener);
        // When
        drain();
        // Then
        assertThat(listener.tokens()).hasSize(3);
        assertThat(listener.reason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void endsWithLengthAtTheCallersLimitAndAtTheSlotsEnd() {
        // Given
        RecordingListener limited = admit(unending(1, PROMPT, 4));
        RecordingListener filling = admit(unending(2, 60, 1000));
        // When
        drain();
        // Then
        assertThat(limited.outcome())
                .isEqualTo(new SequenceOutcome(FinishReason.LENGTH, PROMPT, 4, null));
        assertThat(filling.outcome())
                .isEqualTo(new SequenceOutcome(FinishReason.LENGTH, 60, 4, null));
    }

    @Test
    void endsACancelledSequenceBeforeTheNextPassWhereverItIs() {
        // Given
        RecordingListener decoding = admit(unending(1, PROMPT, 50));
        RecordingListener prefilling = admit(unending(2, 40, 50));
        RecordingListener other = admit(unending(3, 40, 50));
        RecordingListener waiting = admit(unending(4, PROMPT, 50));
        loop.step();
        engine.passes().clear();
        // When
        boolean wasOpen = loop.cancel(key(1));
        loop.cancel(key(2));
        loop.cancel(key(2));
        loop.cancel(key(4));
        loop.step();
        // Then
        assertThat(wasOpen).isTrue();
        assertThat(List.of(decoding.reason(), prefilling.reason(), waiting.reason()))
                .containsOnly(FinishReason.CANCELLED);
        assertThat(engine.passes()).containsExactly("prefill 2 8");
        assertThat(other.isFinished()).isFalse();
        assertThat(loop.openKeys()).containsExactly(key(3));
        assertThat(loop.cancel(key(1))).isFalse();
    }

    @Test
    void failsOnlyTheSequenceWhosePromptCannotBeRead() {
        // Given
        RecordingListener healthy = admit(unending(1, PROMPT, 10));
        engine.failOn(tokenId -> tokenId == 45);
        RecordingListener broken = new RecordingListener();
        admit(
                SequenceRequest.of(
                        key(2),
                        new int[] {20, 45, 21},
                        10,
                        new int[0],
                        SamplingParameters.greedy()),
                broken);
        // When
        drain();
        // Then
        assertThat(errorCode(broken)).isEqualTo(ErrorCode.ENGINE_FAILED);
        assertThat(healthy.reason()).isEqualTo(FinishReason.LENGTH);
        assertThat(healthy.tokens()).hasSize(10);
    }

    @Test
    void repeatsAFailedDecodePassForEachAloneAndFailsOnlyTheCulprit() {
        // Given
        SequenceRequest healthy = unending(1, PROMPT, 12);
        RecordingListener first = admit(healthy);
        RecordingListener culprit =
                admit(unending(2, PROMPT, 12).continuedFrom(new int[] {11, 45}));
        RecordingListener last = admit(unending(3, PROMPT, 12));
        engine.failOn(tokenId -> tokenId == 45);
        // When
        drain();
        // Then
        assertThat(errorCode(culprit)).isEqualTo(ErrorCode.ENGINE_FAILED);
        assertThat(culprit.tokens()).isEmpty();
        assertThat(first.tokens()).isEqualTo(expectedTokens(healthy, SHAPE));
        assertThat(last.tokens()).isEqualTo(expectedTokens(unending(3, PROMPT, 12), SHAPE));
    }

    @Test
    void losesNothingToAPassThatFailsOnlyOnce() {
        // Given
        List<RecordingListener> listeners =
                List.of(admit(unending(1, PROMPT, 12)), admit(unending(2, PROMPT, 12)));
        engine.failDecodes(1);
        // When
        drain();
        // Then
        assertThat(listeners.get(0).tokens()).isEqualTo(expectedTokens(unending(1, 5, 12), SHAPE));
        assertThat(listeners.get(1).tokens()).isEqualTo(expectedTokens(unending(2, 5, 12), SHAPE));
    }

    @Test
    void failsAllWhenEveryPassFailsAndServesTheNext() {
        // Given
        RecordingListener first = admit(unending(1, PROMPT, 12));
        RecordingListener second = admit(unending(2, PROMPT, 12));
        loop.step();
        engine.failOn(_ -> true);
        loop.step();
        engine.failOn(_ -> false);
        // When
        RecordingListener next = admit(unending(3, PROMPT, 12));
        drain();
        // Then
        assertThat(List.of(first.reason(), second.reason())).containsOnly(FinishReason.ERROR);
        assertThat(next.tokens()).isEqualTo(expectedTokens(unending(3, PROMPT, 12), SHAPE));
    }

    @Test
    void failsOnlyTheSequenceWhoseLogitsAreNotNumbers() {
        // Given
        engine.answerNonsenseAfter(45);
        RecordingListener healthy = admit(unending(1, PROMPT, 12).continuedFrom(new int[] {11}));
        RecordingListener broken = admit(unending(2, PROMPT, 12).continuedFrom(new int[] {45}));
        // When
        drain();
        // Then
        assertThat(errorCode(broken)).isEqualTo(ErrorCode.ENGINE_FAILED);
        assertThat(healthy.reason()).isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void failsAllWithASlotWhenTheCacheCannotBeKeptInOrder() {
        // Given: the first leaves a gap that the last must fill
        RecordingListener leaving = admit(unending(1, PROMPT, 3));
        RecordingListener moved = admit(unending(2, PROMPT, 30));
        RecordingListener third = admit(unending(3, PROMPT, 30));
        RecordingListener waiting = admit(unending(4, PROMPT, 6));
        engine.breakCopies(true);
        // When
        for (int i = 0; i < 6; i++) {
            loop.step();
        }
        engine.breakCopies(false);
        drain();
        // Then
        assertThat(leaving.reason()).isEqualTo(FinishReason.LENGTH);
        assertThat(List.of(moved.reason(), third.reason())).containsOnly(FinishReason.ERROR);
        assertThat(waiting.tokens()).isEqualTo(expectedTokens(unending(4, PROMPT, 6), SHAPE));
    }

    @Test
    void failsOnlyTheSequenceWhoseListenerThrows() {
        // Given
        RecordingListener broken = new RecordingListener().throwingAt(2);
        admit(unending(1, PROMPT, 12), broken);
        RecordingListener healthy = admit(unending(2, PROMPT, 12));
        // When
        drain();
        // Then
        assertThat(errorCode(broken)).isEqualTo(ErrorCode.INTERNAL);
        assertThat(broken.tokens()).hasSize(2);
        assertThat(healthy.tokens()).hasSize(12);
    }

    @Test
    void reportsAListenerThatThrowsAtTheEndAndGoesOn() {
        // Given
        admit(unending(1, PROMPT, 2), new RecordingListener().throwingAtEnd());
        RecordingListener healthy = admit(unending(2, PROMPT, 5));
        // When
        drain();
        // Then
        assertThat(brokenListeners).containsExactly(key(1));
        assertThat(healthy.tokens()).hasSize(5);
        assertThat(loop.openKeys()).isEmpty();
    }

    @Test
    void acceptsAsManyAsSlotsAndWaitingPlacesAndNotOneMore() {
        // Given: 3 slots and 2 waiting places
        for (int i = 1; i <= 5; i++) {
            admit(unending(i, PROMPT, 3));
        }
        // When
        Admission sixth = loop.admit(unending(6, PROMPT, 3), new RecordingListener());
        // Then
        assertThat(sixth)
                .isEqualTo(
                        Admission.refused(
                                Reason.QUEUE_FULL, "5 sequences are open, more are not accepted"));
        drain();
        admit(unending(6, PROMPT, 3));
    }

    @Test
    void acceptsAPromptThatLeavesRoomForOneTokenAndNotOneMore() {
        // Given
        RecordingListener longest = admit(unending(1, SHAPE.slotLength() - 1, 10));
        // When
        Admission tooLong =
                loop.admit(unending(2, SHAPE.slotLength(), 10), new RecordingListener());
        // Then
        drain();
        assertThat(longest.tokens()).hasSize(1);
        assertThat(tooLong)
                .isEqualTo(
                        Admission.refused(
                                Reason.PROMPT_LENGTH,
                                "prompt has 64 tokens, with room for an answer the model context"
                                        + " takes 63"));
        assertThat(refusal(unending(3, 0, 10))).isEqualTo(Reason.PROMPT_LENGTH);
    }

    @Test
    void refusesTokensThatTheModelDoesNotHave() {
        int outside = SHAPE.vocabularySize();
        SamplingParameters greedy = SamplingParameters.greedy();
        assertThat(refusal(prompt(outside, greedy))).isEqualTo(Reason.UNKNOWN_TOKEN);
        assertThat(refusal(prompt(-1, greedy))).isEqualTo(Reason.UNKNOWN_TOKEN);
        assertThat(refusal(prompt(1, greedy).continuedFrom(new int[] {outside})))
                .isEqualTo(Reason.UNKNOWN_TOKEN);
        assertThat(refusal(prompt(1, greedy.biased(Map.of(outside, 1.0)))))
                .isEqualTo(Reason.UNKNOWN_TOKEN);
        admit(prompt(outside - 1, greedy));
    }

    @Test
    void refusesAKeyThatIsOpenAndTakesItAgainAfterTheEnd() {
        // Given
        admit(unending(1, PROMPT, 3));
        // When
        Reason second = refusal(unending(1, PROMPT, 3));
        // Then
        assertThat(second).isEqualTo(Reason.ALREADY_OPEN);
        drain();
        admit(unending(1, PROMPT, 3));
    }

    @Test
    void endsOpenSequencesAndRefusesNewOnesWhenItStops() {
        // Given
        RecordingListener running = admit(unending(1, PROMPT, 30));
        loop.step();
        RecordingListener queued = admit(unending(2, PROMPT, 30));
        // When
        loop.stop(new SluiceException(ErrorCode.ENGINE_FAILED, "stopping"));
        // Then
        assertThat(List.of(running.reason(), queued.reason())).containsOnly(FinishReason.ERROR);
        assertThat(refusal(unending(3, PROMPT, 30))).isEqualTo(Reason.STOPPED);
        loop.step();
        assertThat(queued.tokens()).isEmpty();
    }

    @Test
    void tellsLogProbabilitiesOnlyWhereTheyAreAskedFor() {
        // Given
        RecordingListener silent = admit(unending(1, PROMPT, 3));
        RecordingListener asking = admit(unending(2, PROMPT, 3).withLogprobs(2));
        // When
        drain();
        // Then
        assertThat(silent.logprobs()).hasSize(3).containsOnlyNulls();
        assertThat(asking.logprobs())
                .hasSize(3)
                .allMatch(told -> told.chosen() < 0 && told.chosen() > -10)
                .allMatch(told -> told.top().size() == 2);
    }

    @Test
    void reportsWhatEachStepDidAndNothingWhenIdle() {
        // Given
        admit(unending(1, PROMPT, 3));
        // When
        loop.step();
        loop.step();
        loop.step();
        // Then
        assertThat(reports)
                .containsExactly(
                        new StepReport(1, 0, 0, 3, PROMPT + 1, 0, 0, PROMPT, 1, 0, 0, 0),
                        new StepReport(0, 0, 0, 3, 0, PROMPT, 0, 0, 1, 0, 0, 0));
    }

    @Test
    void readsShortPromptsTogetherUpToTheShareOfAStep() {
        // Given
        admit(unending(1, 4, 3));
        admit(unending(2, 4, 3));
        admit(unending(3, 4, 3));
        // When
        loop.step();
        // Then: a step reads up to 8 prompt tokens
        assertThat(engine.passes()).containsExactly("prefill 0 4", "prefill 1 4", "decode 2");
    }

    @Test
    void refusesOptionsOutOfRange() {
        assertThatThrownBy(() -> new DecodeOptions(3, 64, 0, true, true))
                .hasMessage("prefillChunkTokenCount is 3, at least 4");
        assertThatThrownBy(() -> new DecodeOptions(4, 0, 0, true, true))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DecodeOptions(4, 1, -1, true, true))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAnEngineThatCannotReadAPromptInChunksOfMoreThanOneToken() {
        assertThatThrownBy(() -> new EngineShape(1, 64, 3, 50))
                .hasMessage("prefillTokenCountMax is 3, at least 4");
        assertThatThrownBy(() -> new EngineShape(0, 64, 64, 50))
                .hasMessage("slotCount is 0, at least 1");
    }

    @Test
    void keepsPromptsOutOfText() {
        assertThat(unending(1, PROMPT, 3).toString())
                .isEqualTo(
                        "SequenceRequest[key=SequenceKey[requestId=r1, epoch=1],"
                                + " promptTokenCount=5, emittedTokenCount=0]");
    }

    /// Without an end token.
    private static SequenceRequest unending(int number, int promptTokenCount, int tokenCountMax) {
        SamplingParameters neverEnds =
                SamplingParameters.greedy().biased(Map.of(Sequences.END_TOKEN, -100.0));
        return Sequences.request(number, promptTokenCount, tokenCountMax, neverEnds);
    }

    private static SequenceRequest prompt(int tokenId, SamplingParameters sampling) {
        return SequenceRequest.of(key(99), new int[] {1, tokenId}, 3, new int[0], sampling);
    }

    private RecordingListener admit(SequenceRequest request) {
        RecordingListener listener = new RecordingListener();
        admit(request, listener);
        return listener;
    }

    private void admit(SequenceRequest request, RecordingListener listener) {
        assertThat(loop.admit(request, listener)).isEqualTo(new Admission.Accepted());
    }

    private Reason refusal(SequenceRequest request) {
        return ((Admission.Refused) loop.admit(request, new RecordingListener())).reason();
    }

    private static ErrorCode errorCode(RecordingListener listener) {
        return Objects.requireNonNull(listener.outcome().failure()).errorCode();
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
