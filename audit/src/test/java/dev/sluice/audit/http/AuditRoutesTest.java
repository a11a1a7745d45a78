package dev.sluice.audit.http;

import static dev.sluice.audit.AuditEvents.NOON;
import static dev.sluice.audit.AuditEvents.TENANT;
import static dev.sluice.audit.AuditEvents.accepted;
import static dev.sluice.audit.AuditEvents.acted;
import static dev.sluice.audit.AuditEvents.completed;
import static dev.sluice.audit.AuditEvents.failed;
import static dev.sluice.audit.AuditEvents.masked;
import static dev.sluice.audit.AuditEvents.refused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.audit.record.Contribution;
import dev.sluice.contracts.ErrorCode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AuditRoutesTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir private Path folder;
    private AuditServer server;

    @BeforeEach
    void start() {
        server = new AuditServer(folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aRecordCarriesOpenTelemetrysNames() throws Exception {
        // Given:
        write(
                Contribution.of(accepted("r-1")),
                Contribution.of(masked("r-1", "Call ‹CN_MOBILE›")),
                Contribution.of(completed("r-1", "Paris")));

        // When:
        HttpResponse<String> answer = server.get("/audit/v1/records/r-1");

        // Then:
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()))
                .isEqualTo(
                        JSON.readTree(
                                """
                                {"requestId":"r-1","tenantId":"default","keyId":"admin",
                                 "route":"POST /v1/chat/completions","outcome":"completed",
                                 "acceptedAt":"2026-03-01T12:00:00Z",
                                 "finishedAt":"2026-03-01T12:00:02Z",
                                 "pool":"smol-1","subject":"user-7",
                                 "gen_ai.operation.name":"chat","gen_ai.request.model":"smol",
                                 "gen_ai.request.max_tokens":5,"gen_ai.request.temperature":0.0,
                                 "gen_ai.request.top_p":1.0,"gen_ai.request.top_k":0,
                                 "gen_ai.request.frequency_penalty":0.0,
                                 "gen_ai.request.presence_penalty":0.0,"gen_ai.request.seed":0,
                                 "gen_ai.response.id":"r-1","gen_ai.response.model":"smol-1",
                                 "gen_ai.response.finish_reasons":["stop"],
                                 "gen_ai.usage.input_tokens":3,"gen_ai.usage.output_tokens":4,
                                 "findings":{"prompt":{"EMAIL":1},"answer":{}}}
                                """));
    }

    @Test
    void aTenantSeesItsOwnRecordsOnly() throws Exception {
        // Given:
        write(
                Contribution.of(accepted("r-1", TENANT)),
                Contribution.of(accepted("r-2")),
                Contribution.of(masked("r-2", "canary")),
                Contribution.of(refused("r-3", ErrorCode.INVALID_API_KEY)));

        // When:
        HttpResponse<String> list = asTenant("/audit/v1/records");
        HttpResponse<String> foreign = asTenant("/audit/v1/records/r-2");
        HttpResponse<String> foreignBody = asTenant("/audit/v1/records/r-2/body");
        HttpResponse<String> nobodys = asTenant("/audit/v1/records/r-3");
        HttpResponse<String> unknown = asTenant("/audit/v1/records/r-4");

        // Then:
        assertThat(JSON.readTree(list.body()).findValuesAsText("requestId")).containsExactly("r-1");
        assertThat(asTenant("/audit/v1/records/r-1").statusCode()).isEqualTo(200);
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(foreign.body()).isEqualTo(unknown.body());
        assertThat(foreignBody.body()).isEqualTo(unknown.body());
        assertThat(nobodys.body()).isEqualTo(unknown.body());
        assertThat(foreign.statusCode()).isEqualTo(404);
        assertThat(JSON.readTree(server.get("/audit/v1/records").body()).get("data")).hasSize(3);
    }

    @Test
    void aKeyWithoutTheScopeReadsNothing() throws Exception {
        HttpResponse<String> answer =
                server.send("GET", "/audit/v1/records", "Bearer " + AuditServer.INFERENCE_KEY);
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("insufficient_scope");
    }

    @Test
    void whatAnAdministratorDidIsOnRecord() throws Exception {
        // Given:
        write(Contribution.of(acted("r-1", "key_1")));

        // When:
        JsonNode json = JSON.readTree(server.get("/audit/v1/records/r-1").body());

        // Then:
        assertThat(json.get("target").asText()).isEqualTo("key_1");
        assertThat(json.get("route").asText()).isEqualTo("DELETE /admin/v1/keys/{id}");
    }

    private HttpResponse<String> asTenant(String path) throws Exception {
        return server.send("GET", path, "Bearer " + AuditServer.TENANT_KEY);
    }

    @Test
    void aRefusedRequestHasARecordToo() throws Exception {
        // Given:
        write(Contribution.of(refused("r-1", ErrorCode.INVALID_API_KEY)));

        // When:
        HttpResponse<String> answer = server.get("/audit/v1/records/r-1");

        // Then:
        assertThat(JSON.readTree(answer.body()))
                .isEqualTo(
                        JSON.readTree(
                                """
                                {"requestId":"r-1","route":"GET /v1/models","outcome":"refused",
                                 "finishedAt":"2026-03-01T12:00:00Z",
                                 "error.type":"invalid_api_key"}
                                """));
    }

    @Test
    void aFailureTellsWhy() throws Exception {
        // Given:
        write(Contribution.of(failed("r-1", ErrorCode.CONTEXT_LENGTH_EXCEEDED, "")));

        // When:
        JsonNode failure = JSON.readTree(server.get("/audit/v1/records/r-1").body());

        // Then:
        assertThat(failure.get("outcome").textValue()).isEqualTo("failed");
        assertThat(failure.get("error.type").textValue()).isEqualTo("context_length_exceeded");
        assertThat(failure.get("error.message").textValue())
                .isEqualTo("prompt has 9120 tokens, model context is 8192");
    }

    @Test
    void theBodyIsTheMaskedPromptAndAnswer() throws Exception {
        // Given:
        write(
                Contribution.of(masked("r-1", "Call ‹CN_MOBILE›")),
                Contribution.of(completed("r-1", "Par\"is")));

        // When:
        HttpResponse<String> answer = server.get("/audit/v1/records/r-1/body");

        // Then:
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()))
                .isEqualTo(
                        JSON.readTree(
                                """
                                {"requestId":"r-1","answer":"Par\\"is",
                                 "prompt":{"messages":[{"role":"user",
                                                        "content":"Call ‹CN_MOBILE›"}]}}
                                """));
    }

    @Test
    void theBodyHasWhatIsKnownSoFar() throws Exception {
        // Given:
        write(Contribution.of(completed("r-1", "Paris")));

        // When:
        JsonNode body = JSON.readTree(server.get("/audit/v1/records/r-1/body").body());

        // Then:
        assertThat(body).isEqualTo(JSON.readTree("{\"requestId\":\"r-1\",\"answer\":\"Paris\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/audit",
                "/audit/unknown",
                "/audit/v1/records/unknown",
                "/audit/v1/records/unknown/body",
                "/audit/v1/records/no%20id",
                "/audit/v1/records/known/body"
            })
    void whatIsNotThereIs404(String path) throws Exception {
        // Given:
        write(Contribution.of(accepted("known")));

        // When:
        HttpResponse<String> answer = server.get(path);

        // Then:
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(JSON.readTree(answer.body()).at("/error/code").textValue())
                .isEqualTo("not_found");
    }

    @ParameterizedTest
    @CsvSource({"'',7", "?limit=1,1", "?limit=5,5", "?limit=1000,7"})
    void listsNewestFirstUpToTheLimit(String query, int count) throws Exception {
        // Given:
        for (int i = 0; i < 7; i++) {
            write(Contribution.of(masked("r-" + i, "?", NOON.plusSeconds(i), "user")));
        }

        // When:
        JsonNode list = JSON.readTree(server.get("/audit/v1/records" + query).body());

        // Then:
        assertThat(list.get("object").textValue()).isEqualTo("list");
        assertThat(list.get("data")).hasSize(count);
        assertThat(list.at("/data/0/requestId").textValue()).isEqualTo("r-6");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1001", "-1", "x", "", "99999999999", "1.5"})
    void aWrongLimitIs400AndNamed(String limit) throws Exception {
        // When:
        HttpResponse<String> answer = server.get("/audit/v1/records?limit=" + limit);

        // Then:
        assertThat(answer.statusCode()).isEqualTo(400);
        JsonNode error = JSON.readTree(answer.body()).get("error");
        assertThat(error.get("param").textValue()).isEqualTo("limit");
        assertThat(error.get("message").textValue())
                .isEqualTo("limit must be a whole number from 1 to 1000");
    }

    @Test
    void onlyGetIsAllowed() throws Exception {
        // When:
        HttpResponse<String> answer =
                server.send("DELETE", "/audit/v1/records/r-1", "Bearer " + server.adminKey());

        // Then:
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("GET");
    }

    @Test
    void aDatabaseThatIsGoneIs503() throws Exception {
        // Given:
        write(Contribution.of(accepted("r-1")));
        server.loseDatabase();

        // When:
        HttpResponse<String> answer = server.get("/audit/v1/records/r-1");

        // Then:
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(JSON.readTree(answer.body()).at("/error/code").textValue())
                .isEqualTo("mesh_unavailable");
        assertThat(server.store().isReachable()).isFalse();
    }

    private void write(Contribution... contributions) {
        server.store().write(List.of(contributions));
    }
}
