package dev.sluice.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.event.RouteEvent.RouteDefined;
import dev.sluice.contracts.event.RouteEvent.WeightedPool;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RouteChoiceTest {
    private static final int KEYS = 20_000;

    private static RouteDefined route(int stable, int canary) {
        return new RouteDefined(
                "e",
                "chat",
                Instant.EPOCH,
                List.of(
                        new WeightedPool(new PoolName("stable"), stable),
                        new WeightedPool(new PoolName("canary"), canary)),
                null);
    }

    private static List<String> choices(RouteDefined route) {
        return IntStream.range(0, KEYS)
                .mapToObj(key -> route.poolFor("conversation-" + key).value())
                .toList();
    }

    @Test
    void poolsAreChosenByTheirWeights() {
        // Given
        RouteDefined route = route(95, 5);

        // When
        long canaries = choices(route).stream().filter("canary"::equals).count();

        // Then
        assertThat(canaries / (double) KEYS).isCloseTo(0.05, within(0.005));
    }

    @Test
    void aGrowingCanaryTakesConversationsAndSendsNoneBackAndARollbackRestoresAll() {
        // Given
        List<String> before = choices(route(95, 5));

        // When
        List<String> after = choices(route(95, 50));
        List<String> rolledBack = choices(route(95, 5));

        // Then
        for (int i = 0; i < KEYS; i++) {
            if (before.get(i).equals("canary")) {
                assertThat(after.get(i)).isEqualTo("canary");
            }
        }
        assertThat(rolledBack).isEqualTo(before);
    }

    @Test
    void aPoolOfWeightZeroIsNeverChosenAndOneMustHaveMore() {
        assertThat(choices(route(0, 1))).containsOnly("canary");
        assertThatThrownBy(() -> route(0, 0)).hasMessage("all weights are 0, one must be more");
    }

    @Test
    void whatIsNotServedLeavesItsKeysToTheOthersAndGetsThemBack() {
        // Given
        RouteDefined route = route(50, 50);

        // When
        var without = route.poolFor("c1", pool -> !pool.equals(route.poolFor("c1")));

        // Then
        assertThat(without).isPresent();
        assertThat(without.get()).isNotEqualTo(route.poolFor("c1"));
        assertThat(route.poolFor("c1", _ -> false)).isEmpty();
        assertThat(route(1, 0).poolFor("c1", pool -> pool.value().equals("canary"))).isEmpty();
    }

    @Test
    void refusesAPoolThatIsNamedTwiceAndMorePoolsThanAreAllowed() {
        assertThatThrownBy(() -> of(List.of(weighted("a", 1), weighted("a", 2))))
                .hasMessage("pools names a pool twice");
        List<WeightedPool> tooMany =
                IntStream.rangeClosed(0, RouteDefined.POOL_COUNT_MAX)
                        .mapToObj(i -> weighted("p" + i, 1))
                        .toList();
        assertThat(of(tooMany.subList(1, tooMany.size())).pools())
                .hasSize(RouteDefined.POOL_COUNT_MAX);
        assertThatThrownBy(() -> of(tooMany)).hasMessageContaining("number of pools is 17");
        assertThatThrownBy(() -> weighted("a", -1)).hasMessageContaining("weight is -1");
        assertThatThrownBy(() -> weighted("a", WeightedPool.WEIGHT_MAX + 1))
                .hasMessageContaining("weight is 1000001");
    }

    private static WeightedPool weighted(String pool, int weight) {
        return new WeightedPool(new PoolName(pool), weight);
    }

    private static RouteDefined of(List<WeightedPool> pools) {
        return new RouteDefined("e", "chat", Instant.EPOCH, pools, null);
    }

    /// Written down, so that no version of this mesh chooses another pool for the same key.
    @Test
    void theChoiceOfAKeyIsTheSameEverywhere() {
        List<String> chosen =
                IntStream.rangeClosed(1, 8)
                        .mapToObj(key -> route(1, 1).poolFor("c" + key).value().substring(0, 1))
                        .toList();
        assertThat(String.join("", chosen)).isEqualTo("cscsccsc");
    }
}
