package dev.sluice.worker.decode;

import dev.sluice.contracts.RequestId;
import dev.sluice.worker.sampling.Sampler;
import dev.sluice.worker.sampling.SamplingParameters;
import dev.sluice.worker.sampling.SamplingWorkspace;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Requests for tests, and what the simulated engine makes of one that is alone in the world.
final class Sequences {
    static final int END_TOKEN = 0;
    private static final int[] END_TOKENS = {END_TOKEN};

    private Sequences() {}

    static SequenceKey key(int number) {
        return new SequenceKey(new RequestId("r" + number), 1);
    }

    /// A prompt of random tokens, a function of the number.
    static SequenceRequest request(
            int number, int promptTokenCount, int tokenCountMax, SamplingParameters sampling) {
        int[] prompt = new SplittableRandom(number).ints(promptTokenCount, 10, 40).toArray();
        return SequenceRequest.of(key(number), prompt, tokenCountMax, END_TOKENS, sampling);
    }

    /// A prompt of so many tokens that all requests of a family begin with, and own ones.
    static SequenceRequest related(
            int number, int family, int commonTokenCount, int ownTokenCount, int tokenCountMax) {
        int[] common = new SplittableRandom(-family).ints(commonTokenCount, 10, 40).toArray();
        int[] prompt = Arrays.copyOf(common, commonTokenCount + ownTokenCount);
        for (int i = 0; i < ownTokenCount; i++) {
            // Why the first is the number: what is their own must differ from there on.
            prompt[commonTokenCount + i] = 10 + (number + 7 * i) % 30;
        }
        SamplingParameters neverEnds =
                SamplingParameters.greedy().biased(Map.of(END_TOKEN, -100.0));
        return SequenceRequest.of(key(number), prompt, tokenCountMax, END_TOKENS, neverEnds);
    }

    static SequenceRequest greedy(int number, int promptTokenCount, int tokenCountMax) {
        return request(number, promptTokenCount, tokenCountMax, SamplingParameters.greedy());
    }

    /// The tokens of the whole answer, replayed ones included, when nothing disturbs it.
    static List<Integer> expectedTokens(SequenceRequest request, EngineShape shape) {
        int[] tokens = Arrays.copyOf(request.promptTokens(), shape.slotLength());
        int count = request.promptTokenCount();
        if (count == 1) {
            tokens[0] = SimulatedEngine.fedAlone(tokens[0]);
        }
        Sampler sampler =
                new Sampler(
                        request.sampling(),
                        request.promptTokens(),
                        new SamplingWorkspace(shape.vocabularySize()));
        MemorySegment row = MemorySegment.ofArray(new float[shape.vocabularySize()]);
        List<Integer> answer = new ArrayList<>();
        while (answer.size() < request.tokenCountMax() && count < shape.slotLength()) {
            SimulatedEngine.logits(tokens, count, row);
            int tokenId = sampler.sample(row, answer.size());
            if (tokenId == END_TOKEN) {
                break;
            }
            sampler.accept(tokenId);
            answer.add(tokenId);
            tokens[count++] = SimulatedEngine.fedAlone(tokenId);
        }
        return answer;
    }
}
