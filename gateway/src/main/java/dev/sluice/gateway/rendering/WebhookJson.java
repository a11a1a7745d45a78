package dev.sluice.gateway.rendering;

import dev.sluice.contracts.event.TenantEvent.WebhookDefined;
import dev.sluice.contracts.event.WebhookEvent.CallDue;
import java.util.List;

/// What an endpoint gets (OpenAI's `event`), and endpoints as administrators see them. A secret is
/// in one answer only: that to its making.
public final class WebhookJson {
    private static final String ENDPOINT = "webhook_endpoint";

    private WebhookJson() {}

    /// The body of a call, the same in each attempt.
    public static String call(CallDue due) {
        JsonText json = new JsonText().object().name("id").text(due.callId());
        json.name("object").text("event");
        json.name("created_at").number(due.occurredAt().getEpochSecond());
        json.name("type").text(due.happened().label());
        json.name("data").object().name("id").text(due.objectId().value()).endObject();
        return json.endObject().toString();
    }

    public static String issued(WebhookDefined endpoint, String secret) {
        JsonText json = new JsonText().object();
        append(json, endpoint);
        return json.name("secret").text(secret).endObject().toString();
    }

    public static String list(List<WebhookDefined> endpoints) {
        JsonText json = new JsonText().object().name("object").text("list").name("data").array();
        for (WebhookDefined endpoint : endpoints) {
            json.object();
            append(json, endpoint);
            json.endObject();
        }
        return json.endArray().endObject().toString();
    }

    private static void append(JsonText json, WebhookDefined endpoint) {
        json.name("object").text(ENDPOINT).name("id").text(endpoint.webhookId());
        json.name("tenant").text(endpoint.tenantId().value());
        json.name("url").text(endpoint.url().value()).name("events").array();
        endpoint.types().forEach(type -> json.text(type.label()));
        json.endArray().name("created_at").text(endpoint.occurredAt().toString());
    }

    public static String removed(String webhookId) {
        return ResponseJson.deleted(webhookId, ENDPOINT);
    }
}
