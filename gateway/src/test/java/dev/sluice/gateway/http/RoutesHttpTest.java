package dev.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.RouteEvent.RouteDefined;
import dev.sluice.contracts.event.RouteEvent.WeightedPool;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Aliases from the administrator's call to the pool that a request names.
final class RoutesHttpTest {
    private static final String ROUTES = "/admin/v1/routes";
    private static final String SPLIT =
            "{'alias':'chat','pools':[{'pool':'smollm2','weight':50},{'pool':'next','weight':50}]}";
    private static final String STABLE =
            "{'alias':'chat','pools':[{'pool':'smollm2','weight':100}]}";

    private final TestGateway gateway = new TestGateway();

    @AfterEach
    void stop() {
        gateway.close();
    }

    private HttpResponse<String> define(String route) {
        return gateway.administer("POST", ROUTES, route);
    }

    /// The request that the mesh gets for a chat with these fields.
    private InferenceSpec asked(String model, String more) throws InterruptedException {
        gateway.mesh.answer("hello");
        HttpResponse<String> response =
                gateway.post(
                        TestGateway.CHAT,
                        "{'model':'"
                                + model
                                + "','messages':[{'role':'user','content':'hi'}]"
                                + more
                                + "}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        var request = gateway.mesh.requests.poll(30, TimeUnit.SECONDS);
        return Objects.requireNonNull(request, "request").spec();
    }

    @Test
    void anAliasBecomesThePoolThatItsRouteChooses() throws InterruptedException {
        // Given
        assertThat(define(STABLE).statusCode()).isEqualTo(200);

        // When
        InferenceSpec spec = asked("chat", "");

        // Then
        assertThat(spec.model()).isEqualTo("smollm2");
        assertThat(spec.alias()).isEqualTo("chat");
        assertThat(asked("smollm2", "").alias()).isNull();
    }

    @Test
    void aConversationKeepsItsPoolAndRequestsSpreadOverBoth() throws InterruptedException {
        // Given
        gateway.serveModel("next");
        define(SPLIT);

        // When
        Set<String> ofConversation = new HashSet<>();
        Set<String> ofRequests = new HashSet<>();
        for (int i = 0; i < 40; i++) {
            ofConversation.add(asked("chat", ",'metadata':{'conversation_id':'c1'}").model());
            ofRequests.add(asked("chat", "").model());
        }

        // Then
        assertThat(ofConversation).hasSize(1);
        assertThat(ofRequests).containsExactlyInAnyOrder("smollm2", "next");
    }

    @Test
    void aPoolThatNobodyServesGetsNothingUntilItsFirstWorkerReports() throws InterruptedException {
        // Given
        HttpResponse<String> defined = define(SPLIT);

        // When
        Set<String> pools = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            pools.add(asked("chat", "").model());
        }

        // Then
        assertThat(defined.body())
                .contains("\"pool\":\"next\",\"weight\":50,\"status\":\"unknown\"");
        assertThat(pools).containsExactly("smollm2");
    }

    @Test
    void anAliasOfPoolsThatNobodyServesIsNoModel() {
        // Given
        define("{'alias':'chat','pools':[{'pool':'smollm2','weight':0},{'pool':'x','weight':1}]}");

        // When
        var response =
                gateway.post(TestGateway.CHAT, TestGateway.chat("").replace("smollm2", "chat"));

        // Then
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).contains("model_not_found", "'chat'");
        assertThat(gateway.get("/v1/models").body()).doesNotContain("\"chat\"");
    }

    @Test
    void modelsListAliasesBesidePools() {
        // Given
        define(STABLE);
        define("{'alias':'smollm2','pools':[{'pool':'smollm2','weight':1}]}");

        // Then
        String listed = gateway.get("/v1/models").body();
        assertThat(listed).containsOnlyOnce("\"id\":\"chat\"");
        assertThat(listed).containsOnlyOnce("\"id\":\"smollm2\"");
        assertThat(gateway.get("/v1/models/chat").body())
                .contains("\"max_model_len\":2048", "\"status\":\"ready\"");
    }

    @Test
    void aRollBackRestoresTheDefinitionBeforeAndAnotherOneTakesItBack() {
        // Given
        define(STABLE);
        define(SPLIT);
        define(SPLIT);

        // When
        HttpResponse<String> back = gateway.administer("POST", ROUTES + "/chat/rollback", "");

        // Then
        assertThat(back.statusCode()).as(back.body()).isEqualTo(200);
        assertThat(weights("chat")).isEqualTo("smollm2=100");
        assertThat(gateway.administer("POST", ROUTES + "/chat/rollback", "").statusCode())
                .isEqualTo(200);
        assertThat(weights("chat")).isEqualTo("smollm2=50 next=50");
    }

    @Test
    void aRollBackKnowsWhatAnotherGatewayDefined() {
        // Given
        define(STABLE);
        gateway.adminLog.stand(
                new RouteDefined(
                        "e",
                        "chat",
                        Instant.EPOCH,
                        List.of(new WeightedPool(new PoolName("bad"), 1)),
                        List.of(new WeightedPool(new PoolName("good"), 1))));

        // When
        gateway.administer("POST", ROUTES + "/chat/rollback", "");

        // Then
        assertThat(weights("chat")).isEqualTo("good=1");
    }

    private String weights(String alias) {
        StringBuilder text = new StringBuilder();
        for (WeightedPool pool : gateway.routes.find(alias).orElseThrow().pools()) {
            text.append(text.isEmpty() ? "" : " ").append(pool.pool()).append('=');
            text.append(pool.weight());
        }
        return text.toString();
    }

    @Test
    void aRouteThatIsDeletedIsGone() {
        // Given
        define("{'alias':'a/b','pools':[{'pool':'smollm2','weight':1}]}");
        assertThat(gateway.administer("GET", ROUTES, "").body()).contains("\"alias\":\"a/b\"");

        // When
        HttpResponse<String> deleted = gateway.administer("DELETE", ROUTES + "/a%2Fb", "");

        // Then
        assertThat(deleted.body()).contains("\"alias\":\"a/b\",\"deleted\":true");
        assertThat(gateway.routes.all()).isEmpty();
        assertThat(gateway.administer("DELETE", ROUTES + "/a%2Fb", "").statusCode()).isEqualTo(404);
        assertThat(gateway.administer("POST", ROUTES + "/a%2Fb/rollback", "").statusCode())
                .isEqualTo(404);
    }

    @Test
    void aFirstDefinitionHasNothingToRollBackTo() {
        // Given
        define(STABLE);

        // When
        HttpResponse<String> refused = gateway.administer("POST", ROUTES + "/chat/rollback", "");

        // Then
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("no definition before this one");
        assertThat(weights("chat")).isEqualTo("smollm2=100");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | body",
                "{} | alias",
                "{'alias':7,'pools':[{'pool':'a','weight':1}]} | alias",
                "{'alias':'','pools':[{'pool':'a','weight':1}]} | alias",
                "{'alias':'/x','pools':[{'pool':'a','weight':1}]} | alias",
                "{'alias':'a b','pools':[{'pool':'a','weight':1}]} | alias",
                "{'alias':'x'} | pools",
                "{'alias':'x','pools':[]} | pools",
                "{'alias':'x','pools':{}} | pools",
                "{'alias':'x','pools':[{'pool':'a','weight':0}]} | pools",
                "{'alias':'x','pools':['a']} | pools[0]",
                "{'alias':'x','pools':[{'weight':1}]} | pools[0].pool",
                "{'alias':'x','pools':[{'pool':'a b','weight':1}]} | pools[0].pool",
                "{'alias':'x','pools':[{'pool':'a'}]} | pools[0].weight",
                "{'alias':'x','pools':[{'pool':'a','weight':-1}]} | pools[0].weight",
                "{'alias':'x','pools':[{'pool':'a','weight':0.5}]} | pools[0].weight",
                "{'alias':'x','pools':[{'pool':'a','weight':'1'}]} | pools[0].weight",
                "{'alias':'x','pools':[{'pool':'a','weight':1000001}]} | pools[0].weight",
                "{'alias':'x','pools':[{'pool':'a','weight':1,'share':2}]} | pools[0].share",
                "{'alias':'x','pools':[{'pool':'a','weight':1},{'pool':'a','weight':1}]}"
                        + " | pools[1].pool",
                "{'alias':'x','pools':[{'pool':'a','weight':1}],'sticky':true} | sticky",
            })
    void refusesWhatIsNoRouteAndNamesTheField(String body, String param) {
        // When
        HttpResponse<String> refused = gateway.administer("PUT", ROUTES, body);

        // Then
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("\"param\":\"" + param + "\"");
        assertThat(gateway.routes.all()).isEmpty();
    }

    @Test
    void refusesMorePoolsThanARouteMayHave() {
        // Given
        StringBuilder pools = new StringBuilder();
        for (int i = 0; i <= RouteDefined.POOL_COUNT_MAX; i++) {
            pools.append(i == 0 ? "" : ",").append("{'pool':'p").append(i).append("','weight':1}");
        }

        // When
        HttpResponse<String> refused = define("{'alias':'x','pools':[" + pools + "]}");

        // Then
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("17 pools, allowed are 16");
    }

    @Test
    void withoutBrokersNothingChangesAndTheCallerHears() {
        // Given
        gateway.adminLog.goDown();

        // When
        HttpResponse<String> refused = define(STABLE);

        // Then
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(gateway.routes.all()).isEmpty();
    }

    @Test
    void onlyAdministratorsMay() {
        // When
        HttpResponse<String> refused = gateway.post(ROUTES, STABLE);

        // Then
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("'admin'");
        assertThat(gateway.get(ROUTES).statusCode()).isEqualTo(403);
    }

    @Test
    void anotherMethodIsToldWhichThereAre() {
        // When
        HttpResponse<String> refused =
                gateway.send(gateway.to(ROUTES + "/chat/rollback").GET().build());

        // Then
        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(refused.headers().firstValue("Allow")).contains("POST");
    }
}
