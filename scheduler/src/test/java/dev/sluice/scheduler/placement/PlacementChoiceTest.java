package dev.sluice.scheduler.placement;

import static dev.sluice.scheduler.Samples.NOW;
import static dev.sluice.scheduler.Samples.POOL;
import static dev.sluice.scheduler.Samples.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.contracts.event.WorkerEvent.State;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
import dev.sluice.scheduler.queueing.PromptShape;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What decides besides free slots: prefixes, and room in KV caches.
class PlacementChoiceTest {
    private static final TenantId TENANT = new TenantId("acme");
    private static final String SYSTEM = "You are a helpful assistant. ".repeat(30);

    private final Workers workers = new Workers();
    private final PrefixDirectory prefixes = new PrefixDirectory(100);

    private Worker live(String name, int slots, int contextTokens, long kvTokens) {
        var report =
                new WorkerReported(
                        name + "/1",
                        NOW,
                        new WorkerId(name),
                        name + "-1",
                        State.READY,
                        POOL,
                        0,
                        contextTokens,
                        slots,
                        kvTokens,
                        0,
                        0,
                        0,
                        List.of());
        return workers.onReport(report, false, Duration.ZERO, _ -> false);
    }

    private static PromptShape shape(TenantId tenant, String text) {
        return PromptShape.of(tenant, new Prompt.Text(new SensitiveText(text)));
    }

    private static Need need(String text, long tokens) {
        return new Need(POOL, shape(TENANT, text), tokens);
    }

    private @Nullable String choose(Need need) {
        Worker worker = FreeSlotPlacement.over(workers, prefixes, _ -> false).choose(need);
        return worker == null ? null : worker.workerId().value();
    }

    @Test
    void aPromptGoesToTheWorkerThatHadItsPrefixUnlessThatIsMuchBusier() {
        // Given
        live("a", 8, 1_000, 8_000);
        Worker warm = live("b", 8, 1_000, 8_000);
        prefixes.onAssigned(shape(TENANT, SYSTEM + "one"), new WorkerId("b"));

        // When
        for (int i = 0; i < 4; i++) {
            warm.assign(id("r" + i), need("x", 10));
        }
        String atHalf = choose(need(SYSTEM + "two", 10));
        warm.assign(id("r4"), need("x", 10));
        String belowHalf = choose(need(SYSTEM + "two", 10));

        // Then
        assertThat(atHalf).isEqualTo("b");
        assertThat(belowHalf).isEqualTo("a");
    }

    @Test
    void prefixesOfAnotherTenantTellNothing() {
        // Given
        live("a", 8, 1_000, 8_000);
        live("b", 8, 1_000, 8_000);
        prefixes.onAssigned(shape(new TenantId("globex"), SYSTEM), new WorkerId("b"));

        // When
        String chosen = choose(need(SYSTEM, 10));

        // Then
        assertThat(chosen).isEqualTo("a");
    }

    @Test
    void theOldestPrefixesAreForgottenAndUsedOnesAreNot() {
        // Given
        var few = new PrefixDirectory(2);
        PromptShape used = shape(TENANT, "a".repeat(256));
        PromptShape unused = shape(TENANT, "b".repeat(256));
        few.onAssigned(used, new WorkerId("w1"));
        few.onAssigned(unused, new WorkerId("w2"));
        few.onAssigned(used, new WorkerId("w1"));

        // When
        few.onAssigned(shape(TENANT, "c".repeat(256)), new WorkerId("w3"));

        // Then
        assertThat(few.find(used)).isEqualTo(new WorkerId("w1"));
        assertThat(few.find(unused)).isNull();
    }

    @Test
    void whatDoesNotFitAWorkersCacheGoesToAnotherOrWaits() {
        // Given
        Worker large = live("a", 8, 1_000, 1_500);
        live("b", 2, 1_000, 1_000);
        large.assign(id("long"), need("x", 900));

        // When
        String fits = choose(need("x", 600));
        String alsoLarge = choose(need("x", 601));
        workers.remove(new WorkerId("b"));
        String nowhere = choose(need("x", 601));

        // Then
        assertThat(fits).isEqualTo("a");
        assertThat(alsoLarge).isEqualTo("b");
        assertThat(nowhere).isNull();
    }

    @Test
    void aRequestLargerThanAnyCacheGoesToAnIdleWorkerWhichRefusesIt() {
        // Given
        live("a", 8, 1_000, 1_500);

        // When
        String chosen = choose(need("x", 1_000_000));

        // Then
        assertThat(chosen).isEqualTo("a");
    }

    @Test
    void tokensAreEstimatedFromTheTextAlone() {
        assertThat(shape(TENANT, "").tokens()).isEqualTo(1);
        assertThat(shape(TENANT, "abcde").tokens()).isEqualTo(2);
        assertThat(shape(TENANT, "银行卡").tokens()).isEqualTo(3);
    }
}
