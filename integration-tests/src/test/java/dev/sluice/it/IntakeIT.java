package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.it.client.Json;
import dev.sluice.it.client.Reply;
import dev.sluice.it.kafka.RecordWriter;
import dev.sluice.it.kafka.Seen;
import dev.sluice.it.mesh.OnTwoGateways;
import dev.sluice.it.mesh.ProcessMesh;
import dev.sluice.it.mesh.TwoGateways;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Programs that speak Kafka and not HTTP, over two gateways, each a process.
@Timeout(value = 8, unit = TimeUnit.MINUTES)
@OnTwoGateways
class IntakeIT {
    private static final String MODEL = TwoGateways.STABLE;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final ProcessMesh mesh;
    private final RecordWriter writer;

    IntakeIT(TwoGateways shared) {
        mesh = shared.processes();
        writer = new RecordWriter(mesh.bootstrapServers());
    }

    @AfterEach
    void close() {
        writer.close();
    }

    private void tenant(String id, String quotas) {
        Reply defined =
                mesh.gateway("gateway-1")
                        .post(
                                "/admin/v1/tenants",
                                "{\"id\":\"" + id + "\",\"quotas\":" + quotas + "}");
        assertThat(defined.status()).as(defined.body()).isEqualTo(200);
    }

    private static String line(String customId, String content) {
        return """
        {"custom_id":"%s","method":"POST","url":"/v1/chat/completions","body":{"model":"%s",\
        "max_tokens":4,"messages":[{"role":"user","content":"%s"}]}}\
        """
                .formatted(customId, MODEL, content);
    }

    private void write(String tenant, String line) {
        writer.begin("sluice.intake." + tenant, line);
    }

    private List<Seen> answers(String tenant) {
        return mesh.kafka().read("sluice.answers." + tenant);
    }

    private List<Seen> awaitAnswers(String tenant, int customIds) {
        return await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .until(
                        () -> answers(tenant),
                        seen -> seen.stream().map(Seen::recordKey).distinct().count() >= customIds);
    }

    private static JsonNode of(List<Seen> answers, String customId) {
        return answers.stream()
                .filter(seen -> seen.recordKey().equals(customId))
                .findFirst()
                .orElseThrow()
                .json();
    }

    @Test
    void aTenantThatComesLaterWritesLinesAndReadsAnswers() {
        // Given
        tenant("late-comer", "{}");
        String person = "my mail is jane.doe@example.org";

        // When
        write("late-comer", "no json");
        write("late-comer", "{\"method\":\"POST\"}");
        write("late-comer", line("good", person));
        write("late-comer", line("bad-url", "a").replace("/v1/chat/completions", "/v1/nothing"));
        write("late-comer", line("bad-model", "a").replace(MODEL, "nobody"));
        write("late-comer", line("good", person));
        writer.flush();

        // Then
        List<Seen> answers = awaitAnswers("late-comer", 3);
        JsonNode good = of(answers, "good");
        String id = good.at("/id").asText();
        assertThat(good.at("/custom_id").asText()).isEqualTo("good");
        assertThat(good.at("/error").isNull()).isTrue();
        assertThat(good.at("/response/status_code").asInt()).isEqualTo(200);
        assertThat(good.at("/response/body/usage/completion_tokens").asInt()).isEqualTo(4);
        assertThat(of(answers, "bad-url").at("/response/status_code").asInt()).isEqualTo(400);
        assertThat(of(answers, "bad-model").at("/response/status_code").asInt()).isEqualTo(404);
        assertThat(mesh.kafka().about(Topic.REQUESTS, id).stream().map(Seen::value).distinct())
                .hasSize(1);
        assertThat(answers.stream().map(Seen::value).distinct()).hasSize(3);
        assertThat(mesh.kafka().about(Topic.PROMPTS, id))
                .noneSatisfy(seen -> assertThat(seen.value()).contains("jane.doe"));
        assertThat(mesh.kafka().about(Topic.EVENTS, id))
                .anySatisfy(seen -> assertThat(seen.type()).isEqualTo("RequestAccepted"));
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(mesh.kafka().read(Topic.DEAD_LETTERS))
                                .filteredOn(seen ->
                                        seen.value().equals("no json")
                                                || seen.value().contains("\"method\""))
                                .hasSize(2));
    }

    @Test
    void everyLineHasOneAnswerThoughBothGatewaysAreKilled() {
        // Given
        int count = 400;
        tenant("crowd", "{}");
        List<String> lines =
                IntStream.range(0, count).mapToObj(i -> line("c-" + i, "question " + i)).toList();

        // When: a producer that is killed too writes some of its lines twice
        lines.subList(0, count / 2).forEach(line -> write("crowd", line));
        writer.flush();
        awaitAnswers("crowd", count / 8);
        killed("gateway-1");
        lines.subList(count / 4, count).forEach(line -> write("crowd", line));
        writer.flush();
        awaitAnswers("crowd", count / 2);
        killed("gateway-2");

        // Then
        List<Seen> answers = awaitAnswers("crowd", count);
        Map<String, Set<String>> byId =
                answers.stream()
                        .collect(
                                Collectors.groupingBy(
                                        Seen::recordKey,
                                        Collectors.mapping(Seen::value, Collectors.toSet())));
        assertThat(byId).hasSize(count);
        assertThat(byId.values()).allSatisfy(texts -> assertThat(texts).hasSize(1));
        assertThat(answers)
                .allSatisfy(seen ->
                        assertThat(seen.json().at("/response/status_code").asInt()).isEqualTo(200));
        Set<String> ids = new HashSet<>();
        byId.values().forEach(texts -> ids.add(idIn(texts.iterator().next())));
        assertThat(ids).hasSize(count);
    }

    private static String idIn(String answer) {
        return Json.read(answer).at("/id").asText();
    }

    private void killed(String gateway) {
        mesh.kill(gateway);
        mesh.startAgain(gateway);
        mesh.awaitModel(gateway, MODEL);
    }

    @Test
    void linesOverTheLimitWait() {
        // Given
        tenant("slow", "{\"requests_per_minute\":3}");

        // When
        for (int i = 0; i < 6; i++) {
            write("slow", line("s-" + i, "a"));
        }
        writer.flush();
        List<Seen> first = awaitAnswers("slow", 3);
        tenant("slow", "{\"requests_per_minute\":null}");

        // Then
        assertThat(first).hasSize(3);
        assertThat(awaitAnswers("slow", 6))
                .allSatisfy(seen ->
                        assertThat(seen.json().at("/response/status_code").asInt()).isEqualTo(200));
    }
}
