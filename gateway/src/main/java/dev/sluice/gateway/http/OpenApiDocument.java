package dev.sluice.gateway.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The OpenAPI document: a path for each row of the table of routes, with what
/// `openapi/operations.json` says about it, and the few that other parts of the process serve
/// (`openapi/elsewhere.json`). A row of which nothing is said is an error here, so none is
/// forgotten.
final class OpenApiDocument {
    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");
    private static final String SCHEMAS = "#/components/schemas/";
    private static final String RESPONSES = "#/components/responses/";

    /// Every guarded route may answer so.
    private static final List<String> ALWAYS = List.of("400", "401", "403", "408", "500", "503");

    private static final Map<String, String> ERRORS =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("400", "the request is malformed; `param` names the field"),
                            Map.entry("401", "no, a wrong, a revoked or an expired key"),
                            Map.entry("403", "the key's scope or the caller's address"),
                            Map.entry("404", "there is no such thing, or it is another tenant's"),
                            Map.entry("408", "the request did not arrive in time"),
                            Map.entry("409", "the idempotency key belongs to another request"),
                            Map.entry("410", "it is not kept any more"),
                            Map.entry("413", "the body is too large"),
                            Map.entry("415", "the body is of another type"),
                            Map.entry("422", "the request cannot be carried out"),
                            Map.entry("429", "a limit is reached, or the queue is full"),
                            Map.entry("499", "the request was cancelled"),
                            Map.entry("500", "a failure of ours"),
                            Map.entry("503", "the mesh is not available at the moment"),
                            Map.entry("504", "the deadline has passed")));

    private OpenApiDocument() {}

    /// Describes these routes.
    static JsonObject of(List<RouteRow> rows, String version) {
        JsonObject operations = resource("operations.json");
        Map<String, JsonObject> paths = new TreeMap<>();
        for (RouteRow row : rows) {
            JsonObject said =
                    Objects.requireNonNull(
                            operations.getJsonObject(row.name()),
                            () -> "openapi/operations.json says nothing about " + row.name());
            paths.computeIfAbsent(row.path(), _ -> new JsonObject())
                    .put(row.method().toLowerCase(Locale.ROOT), operation(row, said));
        }
        for (Map.Entry<String, Object> other : resource("elsewhere.json")) {
            paths.put(other.getKey(), (JsonObject) other.getValue());
        }
        JsonObject allPaths = new JsonObject();
        paths.forEach(allPaths::put);
        return new JsonObject()
                .put("openapi", "3.1.0")
                .put("info", new JsonObject().put("title", "Sluice").put("version", version))
                .put("security", new JsonArray().add(new JsonObject().put("key", new JsonArray())))
                .put("paths", allPaths)
                .put("components", components());
    }

    /// The names of all operations that are described.
    static List<String> described() {
        return new ArrayList<>(resource("operations.json").fieldNames());
    }

    private static JsonObject operation(RouteRow row, JsonObject said) {
        JsonObject operation =
                new JsonObject()
                        .put("summary", said.getString("summary"))
                        .put("description", "Needs the scope `" + row.scope().label() + "`.")
                        .put("tags", new JsonArray().add(said.getString("tag")))
                        .put("parameters", parameters(row, said))
                        .put("responses", responses(said));
        String body = said.getString("body");
        if (body != null) {
            operation.put(
                    "requestBody",
                    new JsonObject().put("required", true).put("content", content(said, body)));
        }
        return operation;
    }

    private static JsonObject content(JsonObject said, String body) {
        return new JsonObject().put(said.getString("bodyType", "application/json"), schema(body));
    }

    private static JsonArray parameters(RouteRow row, JsonObject said) {
        JsonArray parameters = new JsonArray();
        Matcher inPath = PARAMETER.matcher(row.path());
        while (inPath.find()) {
            parameters.add(
                    new JsonObject()
                            .put("name", inPath.group(1))
                            .put("in", "path")
                            .put("required", true)
                            .put("schema", new JsonObject().put("type", "string")));
        }
        said.getJsonArray("parameters", new JsonArray()).forEach(parameters::add);
        return parameters;
    }

    private static JsonObject responses(JsonObject said) {
        JsonObject answers = new JsonObject();
        String answer = said.getString("answer");
        JsonObject content = new JsonObject();
        if (answer != null) {
            content.put(said.getString("answerType", "application/json"), schema(answer));
        }
        if (said.getBoolean("streams", false)) {
            content.put("text/event-stream", new JsonObject());
        }
        answers.put(
                "200", new JsonObject().put("description", "the answer").put("content", content));
        ALWAYS.forEach(status -> answers.put(status, reference(status)));
        for (Object status : said.getJsonArray("errors", new JsonArray())) {
            answers.put((String) status, reference((String) status));
        }
        return answers;
    }

    private static JsonObject reference(String status) {
        return new JsonObject().put("$ref", RESPONSES + status);
    }

    private static JsonObject schema(String name) {
        return new JsonObject().put("schema", new JsonObject().put("$ref", SCHEMAS + name));
    }

    private static JsonObject components() {
        JsonObject responses = new JsonObject();
        ERRORS.forEach((status, description) ->
                responses.put(
                        status,
                        new JsonObject()
                                .put("description", description)
                                .put(
                                        "content",
                                        new JsonObject()
                                                .put("application/json", schema("Error")))));
        return new JsonObject()
                .put("schemas", resource("schemas.json"))
                .put("responses", responses)
                .put(
                        "securitySchemes",
                        new JsonObject()
                                .put(
                                        "key",
                                        new JsonObject()
                                                .put("type", "http")
                                                .put("scheme", "bearer")));
    }

    private static JsonObject resource(String name) {
        String path = "/openapi/" + name;
        try (InputStream in = OpenApiDocument.class.getResourceAsStream(path)) {
            byte[] bytes = Objects.requireNonNull(in, path).readAllBytes();
            return new JsonObject(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }
}
