package dev.sluice.it.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.contracts.topic.Topic;
import dev.sluice.it.client.Gateway;
import dev.sluice.it.client.Reply;
import dev.sluice.it.client.SseReading;
import dev.sluice.it.kafka.Seen;
import dev.sluice.it.survival.PersistentClient.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/// Promises 1 and 2 on real processes: whatever is killed, every accepted request gets its whole
/// answer, each index once.
///
/// The build runs the first of each kind in small; `-Dsluice.survival=full` runs all of them at the
/// sizes that the README of this module records.
@Timeout(value = 30, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated("its bars are times")
class SurvivalIT {
    private static final int REQUESTS = 64;
    private static final int TOKENS = 64;

    /// Longer than the scheduler's patience of 3 s.
    private static final Duration STOPPED_MIN =
            Duration.ofSeconds(Figures.isFull() ? 10 : 4).plusMillis(500);

    private static final Duration DETECTION_MAX = Duration.ofSeconds(5);

    private final Fleet fleet = new Fleet();

    @AfterAll
    void end() {
        fleet.close();
    }

    @Test
    void aKilledWorkersRequestsAreAllAnswered() {
        List<Long> recoveries = new ArrayList<>();
        for (int round = 0; round < (Figures.isFull() ? 10 : 1); round++) {
            // Given
            String worker = Fleet.WORKERS.get(round % 2);
            try (Crowd crowd = fleet.crowd(REQUESTS, TOKENS, REQUESTS)) {
                crowd.awaitTexts(REQUESTS * TOKENS / 4);

                // When
                long killedNanos = System.nanoTime();
                fleet.mesh().kill(worker);

                // Then
                List<Answer> answers = crowd.awaitSoundAnswers(fleet.kafka());
                assertThat(answers).hasSize(REQUESTS);
                recoveries.addAll(recoveries(answers, killedNanos));
            }
            fleet.mesh().startAgain(worker);
        }
        Duration p99 = Figures.percentile(recoveries, 0.99);
        Figures.tell(
                "worker killed: %d streams went on, next token after p50 %d ms, p99 %d ms"
                        .formatted(
                                recoveries.size(),
                                Figures.percentile(recoveries, 0.5).toMillis(),
                                p99.toMillis()));
        assertThat(recoveries).isNotEmpty();
        assertThat(p99).isLessThanOrEqualTo(DETECTION_MAX);
    }

    /// How long the streams that the kill stopped stood still: the longest gap of those where it
    /// began about then and is longer than any step.
    private static List<Long> recoveries(List<Answer> answers, long killedNanos) {
        return answers.stream()
                .filter(a -> a.longestGap().compareTo(Duration.ofSeconds(1)) > 0)
                .map(a -> a.longestGapBegunNanos() + a.longestGap().toNanos() - killedNanos)
                .filter(nanos -> nanos > 0)
                .toList();
    }

    @Test
    void aKilledGatewaysStreamsGoOnAtTheOtherFromEveryIndex() {
        // Given
        try (Crowd crowd = fleet.crowd(REQUESTS, TOKENS, REQUESTS)) {
            crowd.awaitTexts(REQUESTS * TOKENS / 4);

            // When
            fleet.mesh().kill("gateway-1");

            // Then
            List<Answer> answers = crowd.awaitSoundAnswers(fleet.kafka());
            assertThat(answers).hasSize(REQUESTS);
            assertThat(answers.stream().mapToInt(Answer::reconnects).sum()).isPositive();
            int checked = 0;
            for (Answer answer : Figures.isFull() ? answers : answers.subList(0, 2)) {
                assertThatItResumesFromEveryIndex(answer, fleet.mesh().gateway("gateway-2"));
                checked += answer.ids().size();
            }
            Figures.tell("gateway killed: %d resumptions byte-identical".formatted(checked));
        }
        fleet.mesh().startAgain("gateway-1");
    }

    private static void assertThatItResumesFromEveryIndex(Answer answer, Gateway gateway) {
        for (int index : answer.ids()) {
            String query = "?starting_after=" + index;
            try (SseReading rest = gateway.resume(answer.requestId(), query).toEnd()) {
                String expected = answer.frames();
                String resumed = rest.framesWithIds();
                assertThat(expected).as(answer.requestId() + query).endsWith(resumed);
                assertThat(rest.ids()).hasSize(answer.ids().size() - index - 1);
            }
        }
    }

    /// Two instances: each kill moves partitions, and so does each start.
    @Test
    void killedMaskingLosesRepeatsAndLeaksNothing() {
        // Given
        int kills = Figures.isFull() ? 100 : 2;
        List<String> instances = List.of("masking", "masking-2");
        fleet.mesh().startService("masking-2", "masking", Map.of());
        fleet.mesh().awaitReady("masking-2");
        int killed = 0;
        int answered = 0;
        while (killed < kills) {
            try (Crowd crowd = fleet.crowd(REQUESTS, TOKENS, REQUESTS)) {
                crowd.awaitTexts(REQUESTS);

                // When
                while (killed < kills && !crowd.isAnswered()) {
                    endMasking(instances.get(killed % 2), killed % 4 == 3);
                    crowd.awaitTexts(crowd.textCount() + REQUESTS);
                    killed++;
                }

                // Then
                List<Answer> answers = crowd.awaitSoundAnswers(fleet.kafka());
                assertThat(answers)
                        .extracting(Answer::text)
                        .hasSize(REQUESTS)
                        .containsOnly(PersonalText.masked(TOKENS));
                answered += answers.size();
            }
        }
        fleet.mesh().stop("masking-2");
        Figures.tell(
                "masking killed or stopped %d times: %d answers of %d tokens, each as it must be"
                        .formatted(killed, answered, TOKENS));
    }

    private void endMasking(String instance, boolean isAsked) {
        if (isAsked) {
            fleet.mesh().stop(instance);
        } else {
            fleet.mesh().kill(instance);
        }
        fleet.mesh().startAgain(instance);
    }

    @Test
    void withoutMaskingNothingPassesAndAllArrivesOnceItIsBack() {
        // Given
        fleet.mesh()
                .startService(
                        "gateway-3",
                        "gateway",
                        Map.of("SLUICE_GATEWAY_STREAMING_FIRST_RECORD_TIMEOUT", "2s"));
        fleet.mesh().awaitReady("gateway-3");
        fleet.mesh().awaitModel("gateway-3", Fleet.MODEL);
        Gateway gateway = fleet.mesh().gateway("gateway-3");
        fleet.mesh().kill("masking");
        try (SseReading stream = gateway.stream(Fleet.question(1, PersonalText.TOKENS))) {

            // When
            Reply whole = gateway.chat(Fleet.question(2, PersonalText.TOKENS));
            stream.toEnd();

            // Then
            assertThat(whole.status()).isEqualTo(503);
            assertThat(whole.body()).contains("mesh_unavailable", "/v1/streams/");
            assertThat(stream.events().getLast().errorCode()).isEqualTo("mesh_unavailable");
            List<String> ids = List.of(whole.requestId(), stream.requestId());
            assertThat(ids).allSatisfy(id -> assertThat(passed(id)).isEmpty());
            fleet.mesh().startAgain("masking");
            assertThat(ids)
                    .allSatisfy(id ->
                            assertThat(textOf(gateway, id))
                                    .isEqualTo(PersonalText.masked(PersonalText.TOKENS)));
        }
        fleet.mesh().stop("gateway-3");
    }

    /// What of a request is behind masking.
    private List<Seen> passed(String requestId) {
        return Stream.of(Topic.PROMPTS, Topic.STREAM, Topic.RESULTS)
                .flatMap(topic -> fleet.kafka().about(topic, requestId).stream())
                .toList();
    }

    private static String textOf(Gateway gateway, String requestId) {
        try (SseReading reading = gateway.resume(requestId, "").toEnd()) {
            return reading.text();
        }
    }

    @Test
    void whatAWorkerSaysAfterItWasFencedChangesNothing() {
        // Given
        int tokens = Figures.isFull() ? 1_024 : 384;
        try (Crowd crowd = fleet.crowd(2 * Fleet.SLOTS, tokens, 2 * Fleet.SLOTS)) {
            crowd.awaitTexts(2 * Fleet.SLOTS * 32);
            int other = (int) (STOPPED_MIN.toMillis() / Fleet.ITL.toMillis()) * Fleet.SLOTS;

            long fencesBefore = fences();

            // When
            long stoppedNanos = System.nanoTime();
            fleet.mesh().process("worker-1").signal("STOP");
            // The other worker's pace is the clock; what the mesh was behind comes faster.
            crowd.awaitTexts(crowd.textCount() + other);
            await("a fence").atMost(DETECTION_MAX).until(() -> fences() > fencesBefore);
            Duration stopped = Duration.ofNanos(System.nanoTime() - stoppedNanos);
            fleet.mesh().process("worker-1").signal("CONT");

            // Then
            List<Answer> answers = crowd.awaitSoundAnswers(fleet.kafka());
            Figures.tell(
                    "zombie: stopped for %d ms, %d of %d streams moved"
                            .formatted(stopped.toMillis(), moved(answers), answers.size()));
            assertThat(moved(answers)).isPositive();
        }
    }

    private long fences() {
        return fleet.kafka().read(Topic.TOKENS).stream()
                .filter(seen -> seen.value().contains("\"GenerationFenced\""))
                .count();
    }

    private static long moved(List<Answer> answers) {
        return answers.stream()
                .filter(a -> a.longestGap().compareTo(Duration.ofSeconds(1)) > 0)
                .count();
    }

    @Test
    void aCancelledRequestsSlotIsFreeSoon() {
        // Given
        List<Long> waits = new ArrayList<>();
        Gateway gateway = fleet.mesh().gateway("gateway-2");
        for (int i = 0; i < (Figures.isFull() ? 100 : 20); i++) {
            try (SseReading reading = gateway.stream(Fleet.question(i, 4_000)).untilTexts(1)) {
                // When
                long begunNanos = System.nanoTime();
                gateway.delete("/v1/streams/" + reading.requestId());
                reading.toEnd();
                waits.add(System.nanoTime() - begunNanos);
                assertThat(reading.events().getLast().errorCode()).isEqualTo("cancelled");
            }
        }

        // Then
        Duration p95 = Figures.percentile(waits, 0.95);
        Figures.tell(
                "cancel to end of stream: p50 %d ms, p95 %d ms"
                        .formatted(Figures.percentile(waits, 0.5).toMillis(), p95.toMillis()));
        assertThat(p95).isLessThanOrEqualTo(Duration.ofMillis(500));
    }
}
