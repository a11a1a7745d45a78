package dev.sluice.standalone.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a gateway tells about itself and the mesh behind it, at one moment.
public record GatewayStatus(
        String address,
        boolean isReady,
        Map<String, String> checks,
        List<Model> models,
        double requestsRunning,
        double requestsWaiting,
        double kvCacheUsage) {
    public GatewayStatus {
        checks = new TreeMap<>(checks);
        models = List.copyOf(models);
    }

    /// A model as the gateway lists it. Not ready: it is known, but no worker takes requests for
    /// it.
    public record Model(String name, int contextTokens, boolean isReady) {}

    /// Asks the gateway. The models need the key, so a wrong key is a failure here.
    public static GatewayStatus of(GatewayClient gateway) {
        var health = gateway.get("/health/ready");
        var metrics = Metrics.parse(gateway.get("/metrics").body());
        return new GatewayStatus(
                gateway.endpoint().toString(),
                health.isSuccess(),
                checksIn(health.json()),
                modelsIn(gateway.getJson("/v1/models")),
                metrics.sum("sluice_num_requests_running"),
                metrics.sum("sluice_num_requests_waiting"),
                metrics.largest("sluice_kv_cache_usage_perc"));
    }

    public JsonNode toJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("url", address).put("ready", isReady);
        ObjectNode checkNode = node.putObject("checks");
        checks.forEach(checkNode::put);
        var modelNode = node.putArray("models");
        models.forEach(model ->
                modelNode
                        .addObject()
                        .put("id", model.name())
                        .put("max_model_len", model.contextTokens())
                        .put("ready", model.isReady()));
        node.put("requests_running", requestsRunning);
        node.put("requests_waiting", requestsWaiting);
        return node.put("kv_cache_usage", kvCacheUsage);
    }

    private static Map<String, String> checksIn(JsonNode health) {
        var checks = new TreeMap<String, String>();
        health.path("checks")
                .forEach(check ->
                        checks.put(check.path("name").asText(), check.path("status").asText()));
        return checks;
    }

    private static List<Model> modelsIn(JsonNode answer) {
        var models = new ArrayList<Model>();
        answer.path("data").forEach(model -> models.add(modelOf(model)));
        return models;
    }

    private static Model modelOf(JsonNode listed) {
        return new Model(
                listed.path("id").asText(),
                listed.path("max_model_len").asInt(),
                !listed.path("status").asText("ready").equals("unavailable"));
    }
}
