package dev.sluice.gateway.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.WorkerEvent.State;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ModelCatalogueTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final RouteTable routes = new RouteTable();
    private final ModelCatalogue catalogue = new ModelCatalogue(Duration.ofHours(24), routes);

    @BeforeEach
    void complete() {
        catalogue.markComplete();
        routes.markComplete();
    }

    private static WorkerReported report(String worker, String pool, State state, Instant at) {
        return new WorkerReported(
                worker + at,
                at,
                new WorkerId(worker),
                "1",
                state,
                new PoolName(pool),
                0,
                pool.length() * 1000,
                4,
                100,
                0,
                0,
                0,
                List.of());
    }

    @Test
    void listsPoolsByName() {
        // Given
        catalogue.apply(report("w1", "zeta", State.READY, NOW));
        catalogue.apply(report("w2", "alpha", State.STARTING, NOW));
        catalogue.apply(report("w3", "alpha", State.READY, NOW));

        // When
        var models = catalogue.pools(NOW);

        // Then
        assertThat(models)
                .extracting(model -> model.pool().value())
                .containsExactly("alpha", "zeta");
        assertThat(models).allMatch(ServedModel::isReady);
        assertThat(models.getFirst().contextTokens()).isEqualTo(5000);
    }

    @Test
    void aPoolIsKnownWhileItsWorkersAreAway() {
        // Given
        catalogue.apply(report("w1", "alpha", State.STOPPED, NOW));

        // When
        var models = catalogue.pools(NOW.plus(Duration.ofHours(24)));

        // Then
        assertThat(models).hasSize(1);
        assertThat(models.getFirst().isReady()).isFalse();
    }

    @Test
    void aPoolIsForgottenAfterALongSilence() {
        // Given
        catalogue.apply(report("w1", "alpha", State.READY, NOW));

        // Then
        assertThat(catalogue.pools(NOW.plus(Duration.ofHours(24)).plusMillis(1))).isEmpty();
    }

    @Test
    void aPoolGoesWithItsLastWorker() {
        // Given
        catalogue.apply(report("w1", "alpha", State.READY, NOW));
        catalogue.apply(report("w2", "beta", State.READY, NOW));

        // When
        catalogue.remove(new WorkerId("w1"));
        catalogue.apply(report("w2", "gamma", State.READY, NOW));

        // Then
        assertThat(catalogue.pools(NOW))
                .extracting(model -> model.pool().value())
                .containsExactly("gamma");
    }

    @Test
    void aSilentWorkerIsNotReady() {
        // Given
        catalogue.apply(report("w1", "alpha", State.READY, NOW));

        // Then
        assertThat(catalogue.pools(NOW.plusSeconds(5)).getFirst().isReady()).isTrue();
        assertThat(catalogue.pools(NOW.plusSeconds(6)).getFirst().isReady()).isFalse();
    }

    @Test
    void choosesByName() {
        // Given
        catalogue.apply(report("w1", "alpha", State.READY, NOW));

        // Then
        assertThat(catalogue.choose("alpha", null, NOW)).isInstanceOf(ModelChoice.Served.class);
        assertThat(catalogue.choose("beta", "alpha", NOW))
                .isEqualTo(new ModelChoice.Unknown("beta"));
    }

    @Test
    void withoutANameTakesTheFallbackOrTheOnlyOne() {
        // Given
        catalogue.apply(report("w1", "alpha", State.READY, NOW));
        var only = catalogue.choose(null, null, NOW);
        catalogue.apply(report("w2", "beta", State.READY, NOW));

        // Then
        assertThat(only).isInstanceOf(ModelChoice.Served.class);
        assertThat(catalogue.choose(null, null, NOW)).isEqualTo(new ModelChoice.Ambiguous(2));
        assertThat(catalogue.choose(null, "beta", NOW)).isInstanceOf(ModelChoice.Served.class);
    }

    @Test
    void nothingIsUnknownBeforeEverythingIsRead() {
        // Given
        ModelCatalogue fresh = new ModelCatalogue(Duration.ofHours(24), routes);

        // Then
        assertThat(fresh.choose("alpha", null, NOW)).isEqualTo(new ModelChoice.NotYetKnown());
    }
}
