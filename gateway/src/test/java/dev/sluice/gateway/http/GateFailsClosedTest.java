package dev.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.event.MeshEvent.RequestRefused;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/// Every route there is, and some that there are not, against every way of having no right: the
/// cells are generated from the router itself, so a new route cannot be forgotten.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GateFailsClosedTest {
    private final TestGateway gateway = new TestGateway();

    /// What a stranger sends as `Authorization`; the empty text: no such header.
    private static final Map<String, String> STRANGERS =
            Map.of(
                    "no key", "",
                    "wrong key", "Bearer sk-wrong",
                    "empty key", "Bearer ",
                    "prefix of the key", "Bearer sk-tes",
                    "key and more", "Bearer sk-test2",
                    "no scheme", "sk-test",
                    "other scheme", "Basic c2stdGVzdA==");

    private record Door(HttpMethod method, String path, boolean isRoute) {}

    @AfterAll
    void stop() {
        gateway.close();
    }

    private List<Door> doors() {
        List<Door> doors = new ArrayList<>();
        for (Route route : gateway.router().getRoutes()) {
            String pattern = Objects.requireNonNull(route.getPath(), "path");
            if (pattern.startsWith("/openapi") || pattern.startsWith("/grpc.")) {
                // Open: it says the same of every installation, or only that it is well.
                continue;
            }
            String path = pattern.replaceAll(":[a-z]+", "chatcmpl-1").replace("*", "x");
            for (HttpMethod method : route.methods()) {
                doors.add(new Door(method, path.endsWith("models/") ? path + "x" : path, true));
            }
            doors.add(new Door(HttpMethod.PATCH, path, false));
        }
        doors.add(new Door(HttpMethod.GET, "/", false));
        doors.add(new Door(HttpMethod.GET, "/nowhere", false));
        doors.add(new Door(HttpMethod.POST, "/v1/chat/completions/", false));
        doors.add(new Door(HttpMethod.POST, "/v1//chat/../chat/completions", false));
        return doors;
    }

    @TestFactory
    Stream<DynamicTest> nobodyEntersWithoutAKey() {
        assertThat(gateway.router().getRoutes()).hasSizeGreaterThanOrEqualTo(7);
        return doors().stream()
                .flatMap(door ->
                        STRANGERS.entrySet().stream()
                                .map(stranger ->
                                        DynamicTest.dynamicTest(
                                                door + " × " + stranger.getKey(),
                                                () -> refusesStranger(door, stranger.getValue()))));
    }

    private void refusesStranger(Door door, String authorization) throws Exception {
        // Given
        gateway.mesh.notes.clear();

        // When
        HttpResponse<String> response = gateway.send(knock(door, authorization));

        // Then
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(response.body()).contains("\"code\":\"invalid_api_key\"");
        assertThat(gateway.mesh.requests).isEmpty();
        assertThat(gateway.mesh.cancels).isEmpty();
        var note = (RequestRefused) gateway.mesh.notes.poll(30, TimeUnit.SECONDS);
        assertThat(note).isNotNull();
        assertThat(note.code()).isEqualTo(ErrorCode.INVALID_API_KEY);
        assertThat(note.tenantId()).isNull();
        assertThat(note.requestId().value())
                .isEqualTo(response.headers().firstValue("X-Request-Id").orElseThrow());
    }

    @TestFactory
    Stream<DynamicTest> aKeyWithoutTheScopeEntersNowhere() {
        return doors().stream()
                .filter(Door::isRoute)
                .map(door ->
                        DynamicTest.dynamicTest(
                                door.toString(),
                                () -> {
                                    // When
                                    HttpResponse<String> response =
                                            gateway.send(
                                                    knock(
                                                            door,
                                                            "Bearer " + TestGateway.AUDITORS_KEY));

                                    // Then
                                    assertThat(response.statusCode()).isEqualTo(403);
                                }));
    }

    /// With a body that is wrong in every way: the key is looked at first.
    private HttpRequest knock(Door door, String authorization) {
        var request =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + gateway.port() + door.path()))
                        .header("Content-Type", "text/plain")
                        .method(
                                door.method().name(),
                                door.method().equals(HttpMethod.GET)
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString("{"));
        return authorization.isEmpty()
                ? request.build()
                : request.header("Authorization", authorization).build();
    }
}
