package dev.sluice.masking.kafka;

import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.TenantEvent.MaskingPolicyDefined;
import dev.sluice.contracts.event.TokenEvent.GenerationStarted;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.masking.json.PolicyJson;
import dev.sluice.masking.policy.PolicyBook;
import dev.sluice.masking.restore.Restored;
import dev.sluice.masking.rewrite.AnswerMask;
import dev.sluice.masking.rewrite.RequestMasks;
import dev.sluice.runtime.kafka.EventSender;
import dev.sluice.simulation.SimChannel;
import dev.sluice.simulation.SimNode;
import dev.sluice.simulation.SimSecrets;
import dev.sluice.simulation.World;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// One masking process: the prompt path on a messaging channel, and the token loop.
public final class SimulatedMasking extends SimNode {
    /// The tenant whose personal data comes back to it; others' stays masked.
    public static final TenantId RESTORED_TENANT = new TenantId("bank");

    private static final String POLICY =
            """
            {"entities":{"BANK_CARD":{"action":"pseudonym"},"CN_MOBILE":{"action":"pseudonym"}}}
            """;

    /// Compiling takes long, and what comes of it never changes.
    private static final MaskerCache MASKERS = new MaskerCache();

    private static final int COMMITS_OF = 20;

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private @Nullable SimChannel prompts;
    private @Nullable TokenLoop loop;
    private @Nullable EventSender stream;
    private long loopStartsAtMillis;

    public SimulatedMasking(String name, World world, SplittableRandom random) {
        super(name, world, random);
    }

    /// The masks that every process has.
    public static RequestMasks masks() {
        PolicyBook book = new PolicyBook(PolicyJson::read);
        var defined =
                new MaskingPolicyDefined(
                        "policy", RESTORED_TENANT, Instant.EPOCH, null, new SensitiveText(POLICY));
        book.apply(defined)
                .ifPresent(reason -> {
                    throw new IllegalStateException(reason);
                });
        return new ConversationMasks(book, MASKERS, SimSecrets.INSTANCE);
    }

    /// What an answer looks like when it goes through its mask in one piece.
    public static Restored mask(GenerationStarted started, String answer) {
        AnswerMask mask = masks().answer(started).orElseThrow();
        Restored first = mask.append(answer);
        Restored last = mask.flush();
        return new Restored(first.masked() + last.masked(), first.restored() + last.restored());
    }

    @Override
    protected boolean waitsForBroker() {
        return true;
    }

    @Override
    protected void begin() {
        RequestMasks masks = masks();
        PromptPath path =
                new PromptPath(
                        world.codec(),
                        new EventSender(producer(), world.codec()),
                        () -> masks,
                        () -> {});
        String requests = Topic.REQUESTS.topicName();
        prompts = new SimChannel(groupConsumer("masking-requests", requests), requests, path::take);
        stream = new EventSender(producer(), world.codec());
        loop = null;
        loopStartsAtMillis = 0;
    }

    @Override
    protected void step() {
        boolean commits = random.nextInt(COMMITS_OF) == 0 || !world.hasFaults();
        if (!Objects.requireNonNull(prompts).step(commits)) {
            // Its health check tells, and it is started again.
            throw death();
        }
        stepLoop();
    }

    /// As [TokenLoopThread] drives it: a failure drops the loop with all its state.
    private void stepLoop() {
        if (world.time().millis() < loopStartsAtMillis) {
            return;
        }
        try {
            TokenLoop running = opened();
            running.step(world.time().nanos());
        } catch (RuntimeException e) {
            closeLoop();
            loopStartsAtMillis = world.time().millis() + 1_000;
        }
    }

    private TokenLoop opened() {
        TokenLoop running = loop;
        if (running == null) {
            running =
                    new TokenLoop(
                            groupConsumer("masking-tokens", Topic.TOKENS.topicName()),
                            Objects.requireNonNull(stream),
                            world.codec(),
                            masks(),
                            new TokenLoopMetrics(registry));
            running.subscribe();
            loop = running;
        }
        return running;
    }

    private void closeLoop() {
        TokenLoop closing = loop;
        loop = null;
        try {
            if (closing != null) {
                closing.close();
            }
        } catch (RuntimeException _) {
            // Closed without a last commit.
        }
    }

    @Override
    protected void end() {
        closeLoop();
    }
}
