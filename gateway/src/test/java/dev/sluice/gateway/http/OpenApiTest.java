package dev.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class OpenApiTest {
    private final TestGateway gateway = new TestGateway();

    @AfterEach
    void stop() {
        gateway.close();
    }

    private HttpResponse<String> withoutKey(String path) {
        return gateway.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
                        .build());
    }

    private JsonNode document() throws Exception {
        HttpResponse<String> response = withoutKey("/openapi?format=json");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        return JsonMapper.builder().build().readTree(response.body());
    }

    @Test
    void everyRouteIsInTheDocument() throws Exception {
        // Given
        JsonNode paths = document().get("paths");

        // Then
        for (RouteRow row : gateway.rows()) {
            JsonNode operation = paths.path(row.path()).path(row.method().toLowerCase(Locale.ROOT));
            assertThat(operation.path("summary").asText()).as(row.name()).isNotEmpty();
            assertThat(operation.path("responses").has("200")).as(row.name()).isTrue();
            assertThat(operation.path("responses").has("401")).as(row.name()).isTrue();
        }
        for (String other :
                List.of(
                        "/health/live",
                        "/health/ready",
                        "/metrics",
                        "/openapi",
                        "/audit/v1/records")) {
            assertThat(paths.has(other)).as(other).isTrue();
        }
    }

    @Test
    void nothingIsDescribedThatIsNotThere() {
        assertThat(OpenApiDocument.described())
                .containsExactlyInAnyOrderElementsOf(
                        gateway.rows().stream().map(RouteRow::name).toList());
    }

    @Test
    void everyReferenceLeadsSomewhere() throws Exception {
        // Given
        JsonNode document = document();
        List<String> references = new ArrayList<>();
        document.findValues("$ref").forEach(reference -> references.add(reference.asText()));

        // Then
        assertThat(references).isNotEmpty();
        for (String reference : references) {
            assertThat(document.at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
        }
    }

    @Test
    void aPageShowsIt() {
        // When
        HttpResponse<String> page = withoutKey("/openapi/ui");

        // Then
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(page.body())
                .containsPattern("/webjars/swagger-ui/\\d+\\.\\d+\\.\\d+/swagger-ui");
    }
}
