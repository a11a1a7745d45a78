package dev.sluice.worker.sampling;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Chooses the tokens of one sequence. State is only the history that penalties look at, so a
/// sampler that was told the same tokens by [#accept] continues exactly like the one that sampled
/// them. Engine thread only.
public final class Sampler {
    private final SamplingParameters parameters;
    private final SamplingWorkspace workspace;
    private final List<LogitsProcessor> processors;
    private final SeededDraw seededDraw;

    /// `workspace` may be shared by all samplers of one engine thread.
    public Sampler(SamplingParameters parameters, int[] promptTokens, SamplingWorkspace workspace) {
        this(parameters, promptTokens, workspace, null);
    }

    /// The same, but a token that `constraint` makes impossible is never chosen, at no temperature.
    public Sampler(
            SamplingParameters parameters,
            int[] promptTokens,
            SamplingWorkspace workspace,
            @Nullable LogitsProcessor constraint) {
        this.parameters = parameters;
        this.workspace = workspace;
        this.processors = chain(parameters, promptTokens);
        if (constraint != null) {
            processors.add(constraint); // Last: no bias makes possible again what it forbids.
        }
        this.seededDraw = new SeededDraw(parameters, workspace, constraint != null);
    }

    /// The token for this position (0 = first of the answer) from a row of one float32 per token
    /// id. Fails with `ENGINE_FAILED` where a logit is not a number or none is finite.
    public int sample(MemorySegment row, int position) {
        workspace.load(row);
        float[] logits = workspace.logits();
        for (int i = 0; i < processors.size(); i++) {
            processors.get(i).process(logits);
        }
        return parameters.isGreedy()
                ? HighestLogit.tokenId(logits)
                : seededDraw.draw(logits, position);
    }

    /// Tells the history about a token, sampled or replayed.
    public void accept(int tokenId) {
        for (int i = 0; i < processors.size(); i++) {
            processors.get(i).onToken(tokenId);
        }
    }

    /// Nothing may follow what the sequence has: only with a constraint that says so.
    public boolean isComplete() {
        for (int i = 0; i < processors.size(); i++) {
            if (processors.get(i).isComplete()) {
                return true;
            }
        }
        return false;
    }

    /// How probable `tokenId` and the `topCount` most probable tokens are in the row that [#sample]
    /// has just used. Costs a pass over the vocabulary, and another one for the tokens beside it.
    public Logprobs logprobs(int tokenId, int topCount) {
        float[] logits = workspace.logits();
        float max = logits[HighestLogit.tokenId(logits)];
        Candidates candidates = workspace.candidates();
        candidates.takeFrom(logits, Truncation.POSSIBLE);
        candidates.weigh(max, 1);
        double logSum = StrictMath.log(candidates.totalWeight()) + max;
        List<Logprobs.Candidate> top = new ArrayList<>(topCount);
        for (int topTokenId : workspace.highest().tokenIds(logits, topCount)) {
            top.add(new Logprobs.Candidate(topTokenId, logprob(logits[topTokenId], logSum)));
        }
        return new Logprobs(logprob(logits[tokenId], logSum), top);
    }

    /// Why never above 0: a token that is certain rounds to either side of it.
    private static float logprob(float logit, double logSum) {
        return (float) Math.min(0, logit - logSum);
    }

    private static List<LogitsProcessor> chain(SamplingParameters parameters, int[] promptTokens) {
        List<LogitsProcessor> links = new ArrayList<>();
        if (!parameters.logitBias().isEmpty()) {
            links.add(new LogitBias(parameters.logitBias()));
        }
        if (parameters.isPenalising()) {
            links.add(new Penalties(parameters, promptTokens));
        }
        return links;
    }
}
