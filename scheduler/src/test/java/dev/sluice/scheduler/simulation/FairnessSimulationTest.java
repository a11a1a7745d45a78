package dev.sluice.scheduler.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.contracts.TenantId;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One tenant sends prompts ten times as long as the others', and more of them than the pool can
/// serve. The others must not wait twice as long for their first token as without it. Four tenants
/// with prompts of 200 to 400 tokens, together a quarter of what the slots can serve; 32 slots on 4
/// workers, each reads 8,000 prompt tokens a second; five minutes of virtual time.
class FairnessSimulationTest {
    private static final List<String> OTHERS = List.of("a", "b", "c", "d");
    private static final String HEAVY = "heavy";
    private static final long DURATION_MILLIS = 300_000;
    private static final long STEP_MILLIS = 4;
    private static final double OTHERS_PER_SECOND = 1.5;
    private static final double HEAVY_PER_SECOND = 5;
    private static final Function<String, TenantId> EACH_HIS_OWN = TenantId::new;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aTenantWithLongPromptsAtMostDoublesTheOthersTimeToFirstToken(long seed) {
        // Given
        SharedPool solo = run(seed, false, EACH_HIS_OWN);

        // When
        SharedPool shared = run(seed, true, EACH_HIS_OWN);

        // Then
        for (String tenant : OTHERS) {
            assertThat(shared.answeredCount(tenant)).isEqualTo(solo.answeredCount(tenant));
        }
        long alone = solo.ttftPercentile(OTHERS, 0.95);
        assertThat(shared.ttftPercentile(OTHERS, 0.95))
                .as("p95, alone %d ms", alone)
                .isLessThanOrEqualTo(2 * alone);
        assertThat(shared.waitingCount()).as("the heavy tenant waits").isGreaterThan(100);
        assertThat(shared.answeredCount(HEAVY)).isGreaterThan(100);
    }

    /// The same load, with everyone on one account: first come, first served. It is what the bound
    /// above is worth.
    @ParameterizedTest
    @ValueSource(longs = 1)
    void withoutAccountsTheSameLoadWouldMakeTheOthersWaitManyTimesAsLong(long seed) {
        // Given
        SharedPool solo = run(seed, false, EACH_HIS_OWN);

        // When
        SharedPool shared = run(seed, true, _ -> TenantId.DEFAULT);

        // Then
        assertThat(shared.ttftPercentile(OTHERS, 0.95))
                .isGreaterThan(10 * solo.ttftPercentile(OTHERS, 0.95));
    }

    /// Two tenants that always have more than the pool can serve: whatever their weights become,
    /// they are served in that proportion from then on.
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void aWeightThatChangesCountsFromThenOn(long seed) {
        // Given
        var pool = new SharedPool();
        var random = new SplittableRandom(seed);
        double alike = shareOfGold(pool, random, 0);

        // When
        pool.weigh(new TenantId("gold"), 3);
        double weighted = shareOfGold(pool, random, 1);
        pool.weigh(new TenantId("gold"), null);
        double alikeAgain = shareOfGold(pool, random, 2);

        // Then
        assertThat(alike).isCloseTo(1, within(0.1));
        assertThat(weighted).isCloseTo(3, within(0.3));
        assertThat(alikeAgain).isCloseTo(1, within(0.1));
    }

    /// First tokens of `gold` for each of `plain` in a minute.
    private static double shareOfGold(SharedPool pool, SplittableRandom random, int minute) {
        int goldBefore = pool.answeredCount("gold");
        int plainBefore = pool.answeredCount("plain");
        for (long millis = minute * 60_000L;
                millis < (minute + 1) * 60_000L;
                millis += STEP_MILLIS) {
            for (String tenant : List.of("gold", "plain")) {
                if (random.nextDouble() < 20.0 * STEP_MILLIS / 1_000) {
                    pool.send(
                            tenant,
                            new TenantId(tenant),
                            random.nextInt(200, 400),
                            random.nextInt(50, 100));
                }
            }
            pool.stepTo(millis);
        }
        return (double) (pool.answeredCount("gold") - goldBefore)
                / (pool.answeredCount("plain") - plainBefore);
    }

    private static SharedPool run(
            long seed, boolean withHeavy, Function<String, TenantId> accountOf) {
        var pool = new SharedPool();
        var others = new SplittableRandom(seed);
        var heavy = new SplittableRandom(seed + 1_000);
        for (long millis = 0; millis < DURATION_MILLIS; millis += STEP_MILLIS) {
            for (String tenant : OTHERS) {
                if (comes(others, OTHERS_PER_SECOND / OTHERS.size(), millis)) {
                    int prompt = others.nextInt(200, 400);
                    pool.send(tenant, accountOf.apply(tenant), prompt, others.nextInt(150, 250));
                }
            }
            if (withHeavy && comes(heavy, HEAVY_PER_SECOND, millis)) {
                int prompt = heavy.nextInt(2_000, 4_000);
                pool.send(HEAVY, accountOf.apply(HEAVY), prompt, heavy.nextInt(150, 250));
            }
            pool.stepTo(millis);
        }
        return pool;
    }

    /// Nobody comes in the last minute, so that all others are answered.
    private static boolean comes(SplittableRandom random, double perSecond, long millis) {
        boolean arrives = random.nextDouble() < perSecond * STEP_MILLIS / 1_000;
        return arrives && millis < DURATION_MILLIS - 60_000;
    }
}
