package dev.sluice.it.survival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.survival.PersistentClient.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Isolated;

/// The long ones: minutes each, asked for with `-Dsluice.survival=full`.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 15, unit = TimeUnit.MINUTES)
@EnabledIfSystemProperty(named = "sluice.survival", matches = "full")
@Isolated("its bars are times")
class FullSurvivalIT {
    private static final int AT_ONCE = 48;
    private static final List<String> REPLACEABLE = List.of("scheduler", "masking", "audit");

    private final Fleet fleet = new Fleet();

    @AfterAll
    void end() {
        fleet.close();
    }

    @Test
    void workersComeAndGoAndNothingHangs() {
        // Given
        int requests = 1_536;
        int disturbances = 0;
        try (Crowd crowd = fleet.crowd(requests, 32, AT_ONCE)) {
            // When
            while (!crowd.isAnswered()) {
                disturb(Fleet.WORKERS.get(disturbances % 2), disturbances % 3, crowd);
                disturbances++;
            }

            // Then
            List<Answer> answers = crowd.awaitSoundAnswers(fleet.kafka());
            Figures.tell(
                    "churn: %d answered, %d disturbances".formatted(answers.size(), disturbances));
            assertThat(answers).hasSize(requests);
        }
    }

    /// SIGTERM, SIGKILL and SIGSTOP in turn; the worker is back before the next.
    private void disturb(String worker, int how, Crowd crowd) {
        switch (how) {
            case 0 -> fleet.mesh().stop(worker);
            case 1 -> fleet.mesh().kill(worker);
            default -> {
                fleet.mesh().process(worker).signal("STOP");
                crowd.awaitTexts(crowd.textCount() + 2_000);
                fleet.mesh().process(worker).signal("CONT");
                return;
            }
        }
        fleet.mesh().startAgain(worker);
        crowd.awaitTexts(crowd.textCount() + 500);
    }

    @Test
    void schedulerMaskingAndAuditAreKilledTenTimesEach() {
        // Given
        int requests = 2_400;
        int rounds = 10;
        try (Crowd crowd = fleet.crowd(requests, 32, AT_ONCE)) {
            crowd.awaitTexts(500);
            long begunNanos = System.nanoTime();

            // When
            for (int round = 0; round < rounds; round++) {
                REPLACEABLE.forEach(fleet.mesh()::kill);
                REPLACEABLE.forEach(fleet.mesh()::startAgainUnawaited);
                REPLACEABLE.forEach(fleet.mesh()::awaitReady);
                crowd.awaitTexts(crowd.textCount() + 200);
            }
            Duration took = Duration.ofNanos(System.nanoTime() - begunNanos);
            boolean wasLoaded = !crowd.isAnswered();

            // Then
            List<Answer> answers = crowd.awaitSoundAnswers(fleet.kafka());
            Figures.tell(
                    "services: %d answered, each of %s killed %d times in %d s"
                            .formatted(answers.size(), REPLACEABLE, rounds, took.toSeconds()));
            assertThat(wasLoaded).isTrue();
            assertThat(answers).hasSize(requests);
        }
    }

    @Test
    void theBrokerIsKilledUnderLoadAndAcceptedRequestsAreAnswered() {
        // Given
        int requests = 400;
        try (Crowd crowd = fleet.crowd(requests, 32, AT_ONCE)) {
            crowd.awaitTexts(1_000);

            // When
            fleet.mesh().kill("broker");
            fleet.mesh().startAgain("broker");

            // Then
            List<Answer> answers = crowd.awaitSoundAnswers(fleet.kafka());
            Figures.tell(
                    "broker: %d answered, refused meanwhile with %s"
                            .formatted(answers.size(), refusals(answers)));
            assertThat(answers).hasSize(requests);
            assertThat(refusals(answers)).isSubsetOf(429, 503);
        }
    }

    @Test
    void oneOfThreeBrokersIsKilledUnderLoad() {
        try (Fleet replicated = new Fleet(3);
                Crowd crowd = replicated.crowd(400, 32, AT_ONCE)) {
            // Given
            crowd.awaitTexts(1_000);

            // When
            replicated.mesh().killBrokerNode(2);

            // Then
            List<Answer> answers = crowd.awaitSoundAnswers(replicated.kafka());
            Figures.tell(
                    "three brokers: %d answered, refused meanwhile with %s"
                            .formatted(answers.size(), refusals(answers)));
            assertThat(answers).hasSize(400);
            assertThat(refusals(answers)).isSubsetOf(429, 503);
        }
    }

    private static Set<Integer> refusals(List<Answer> answers) {
        var all = new TreeSet<Integer>();
        answers.forEach(answer -> all.addAll(answer.refusals()));
        return all;
    }
}
