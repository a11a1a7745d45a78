package dev.sluice.scheduler.queueing;

import static dev.sluice.scheduler.Samples.NOW;
import static dev.sluice.scheduler.Samples.POOL;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.GenerationSettings;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.Priority;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.contracts.event.PromptEvent.PromptMasked;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Requests of several tenants, and a queue's order written out.
final class QueueFixture {
    private QueueFixture() {}

    static QueueingSettings settings(int passedOverMax, TenantWeights weights) {
        return new QueueingSettings(1_000, 1_000, 1_000_000, 100, passedOverMax, weights);
    }

    static QueueingSettings settings(int passedOverMax) {
        return settings(passedOverMax, TenantWeights.ALIKE);
    }

    /// Its prompt has this many tokens by estimate.
    static Request request(String tenant, long arrival, Priority priority, int promptTokens) {
        var spec =
                new InferenceSpec(
                        NOW,
                        0,
                        "model",
                        new Prompt.Text(new SensitiveText("word".repeat(promptTokens))),
                        GenerationSettings.greedy(8),
                        priority,
                        null,
                        false,
                        null);
        var prompt =
                new PromptMasked(
                        tenant + arrival,
                        new RequestId(tenant + arrival),
                        new TenantId(tenant),
                        NOW,
                        POOL,
                        spec,
                        Map.of());
        return Request.of(prompt, arrival, NOW, 1, null);
    }

    /// The whole order, as if every tenant were charged for its prompts at once.
    static List<Request> walked(WaitingQueue queue, PoolName pool) {
        List<Request> order = new ArrayList<>();
        FairWalk walk = queue.walk(pool);
        for (Request next = walk.peek(); next != null; next = walk.peek()) {
            order.add(next);
            walk.serve(next.shape().tokens());
        }
        return order;
    }
}
