package dev.sluice.gateway.rendering;

import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.Usage;
import dev.sluice.gateway.admission.ResponseForm;
import dev.sluice.gateway.admission.ResponseForm.InputItem;
import dev.sluice.gateway.rendering.ResponseOutcome.Status;
import java.util.List;
import java.util.TreeMap;

/// OpenAI's `response` object and its parts.
public final class ResponseJson {
    private static final String PLAIN_TEXT = "{\"type\":\"text\"}";

    private ResponseJson() {}

    public static String of(ResponseView view, ResponseOutcome outcome) {
        JsonText json = new JsonText();
        append(json, view, outcome);
        return json.toString();
    }

    static void append(JsonText json, ResponseView view, ResponseOutcome outcome) {
        ResponseForm form = view.form();
        json.object().name("id").text(view.id().value()).name("object").text("response");
        json.name("created_at").number(view.createdAt().getEpochSecond());
        json.name("status").text(outcome.status().word());
        json.name("background").flag(form.isBackground());
        json.name("error");
        error(json, outcome);
        json.name("incomplete_details");
        incompleteDetails(json, outcome);
        json.name("instructions")
                .text(form.instructions() == null ? null : form.instructions().value());
        json.name("max_output_tokens");
        if (form.maxOutputTokens() == null) {
            json.nothing();
        } else {
            json.number(form.maxOutputTokens());
        }
        json.name("model").text(outcome.model() == null ? form.model() : outcome.model());
        json.name("output");
        output(json, view, outcome);
        json.name("parallel_tool_calls").flag(true);
        json.name("previous_response_id")
                .text(form.previousId() == null ? null : form.previousId().value());
        json.name("reasoning").object().name("effort").nothing().name("summary").nothing();
        json.endObject().name("service_tier").text("default");
        json.name("store").flag(form.isStored());
        json.name("temperature").number(form.temperature());
        SensitiveText format = form.format();
        json.name("text").object().name("format");
        json.raw(format == null ? PLAIN_TEXT : format.value());
        json.endObject().name("tool_choice").text("auto");
        json.name("tools").array().endArray().name("top_p").number(form.topP());
        json.name("truncation").text("disabled").name("usage");
        usage(json, outcome.usage());
        json.name("user").text(form.subject()).name("metadata");
        metadata(json, form);
        json.endObject();
    }

    private static void error(JsonText json, ResponseOutcome outcome) {
        Failure failure = outcome.failure();
        if (failure == null || outcome.status() == Status.CANCELLED) {
            json.nothing();
            return;
        }
        json.object().name("code").text(failure.code().code());
        json.name("message").text(failure.message()).endObject();
    }

    private static void incompleteDetails(JsonText json, ResponseOutcome outcome) {
        if (outcome.status() == Status.INCOMPLETE) {
            json.object().name("reason").text("max_output_tokens").endObject();
        } else {
            json.nothing();
        }
    }

    private static void output(JsonText json, ResponseView view, ResponseOutcome outcome) {
        json.array();
        boolean isWhole =
                outcome.status() == Status.COMPLETED || outcome.status() == Status.INCOMPLETE;
        if (isWhole || !outcome.text().isEmpty()) {
            item(json, view, outcome.status() == Status.COMPLETED, outcome.text());
        }
        json.endArray();
    }

    static void item(JsonText json, ResponseView view, boolean isComplete, String text) {
        json.object().name("id").text(view.itemId()).name("type").text("message");
        json.name("status").text(isComplete ? "completed" : "incomplete");
        json.name("role").text("assistant").name("content").array();
        part(json, text);
        json.endArray().endObject();
    }

    static void part(JsonText json, String text) {
        json.object().name("type").text("output_text").name("annotations").array().endArray();
        json.name("logprobs").array().endArray().name("text").text(text).endObject();
    }

    private static void usage(JsonText json, @org.jspecify.annotations.Nullable Usage usage) {
        if (usage == null) {
            json.nothing();
            return;
        }
        json.object().name("input_tokens").number(usage.promptTokens());
        json.name("input_tokens_details").object().name("cached_tokens").number(0).endObject();
        json.name("output_tokens").number(usage.completionTokens());
        json.name("output_tokens_details").object().name("reasoning_tokens").number(0);
        json.endObject().name("total_tokens");
        json.number((long) usage.promptTokens() + usage.completionTokens()).endObject();
    }

    private static void metadata(JsonText json, ResponseForm form) {
        json.object();
        new TreeMap<>(form.metadata())
                .forEach((name, value) -> json.name(name).text(value.value()));
        json.endObject();
    }

    /// One page of a response's input; positions count from 0 in the order of the input.
    public static String inputItems(ResponseView view, Page<Integer> page) {
        JsonText json = new JsonText().object().name("object").text("list").name("data").array();
        List<InputItem> items = view.form().input();
        page.items().forEach(position -> inputItem(json, view, position, items.get(position)));
        json.endArray();
        page.close(json, position -> view.inputItemId(position));
        return json.endObject().toString();
    }

    /// The position of an input item with this id; -1: none has it.
    public static int positionOf(ResponseView view, String itemId) {
        for (int i = 0; i < view.form().input().size(); i++) {
            if (view.inputItemId(i).equals(itemId)) {
                return i;
            }
        }
        return -1;
    }

    private static void inputItem(JsonText json, ResponseView view, int position, InputItem item) {
        boolean isOutput = item.role().equals("assistant");
        json.object().name("id").text(view.inputItemId(position)).name("type").text("message");
        json.name("status").text("completed").name("role").text(item.role());
        json.name("content").array().object();
        json.name("type").text(isOutput ? "output_text" : "input_text");
        if (isOutput) {
            json.name("annotations").array().endArray();
        }
        json.name("text").text(item.text().value()).endObject().endArray().endObject();
    }

    /// What is said about a response that is no more.
    public static String deleted(String id, String objectType) {
        return new JsonText()
                .object()
                .name("id")
                .text(id)
                .name("object")
                .text(objectType)
                .name("deleted")
                .flag(true)
                .endObject()
                .toString();
    }
}
