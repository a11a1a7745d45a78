package dev.sluice.gateway.rendering;

import dev.sluice.gateway.catalogue.ListedModel;
import java.util.List;

/// OpenAI's `model` object, with what clients of other servers look for beside it: `max_model_len`
/// as vLLM has it, and whether a worker is ready.
public final class ModelJson {
    private ModelJson() {}

    public static String list(List<ListedModel> models) {
        JsonText json = new JsonText().object().name("object").text("list");
        json.name("data").array();
        models.forEach(model -> append(json, model));
        return json.endArray().endObject().toString();
    }

    public static String one(ListedModel model) {
        JsonText json = new JsonText();
        append(json, model);
        return json.toString();
    }

    private static void append(JsonText json, ListedModel model) {
        json.object()
                .name("id")
                .text(model.name())
                .name("object")
                .text("model")
                .name("created")
                .number(model.since().getEpochSecond())
                .name("owned_by")
                .text("sluice")
                .name("max_model_len")
                .number(model.contextTokens())
                .name("status")
                .text(model.isReady() ? "ready" : "unavailable")
                .endObject();
    }
}
