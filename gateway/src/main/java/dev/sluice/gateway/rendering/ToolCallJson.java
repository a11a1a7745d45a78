package dev.sluice.gateway.rendering;

import dev.sluice.grammar.call.ToolCallForm;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Calls of tools in OpenAI's chat objects.
final class ToolCallJson {
    private static final String FINISHED_BY_STOP = "stop";

    private ToolCallJson() {}

    /// Takes apart text of the form that a record names; null: it has no calls, or they stay text,
    /// as in a form of a newer version.
    static @Nullable ToolCallText textOf(@Nullable String form) {
        return form == null ? null : ToolCallForm.named(form).map(ToolCallText::new).orElse(null);
    }

    /// A call that was cut off was cut off by something: that stays the reason.
    static @Nullable String finishReason(@Nullable ToolCallText calls, String reason) {
        boolean isByCalls =
                calls != null && calls.hasWholeCalls() && reason.equals(FINISHED_BY_STOP);
        return isByCalls ? "tool_calls" : reason;
    }

    /// The rest of the object, and its end. Id and name stand where the call begins.
    static void write(JsonText json, Envelope envelope, ToolCallText.Call call) {
        if (call.name() != null) {
            json.name("id").text(envelope.callId(call.index())).name("type").text("function");
        }
        json.name("function").object();
        if (call.name() != null) {
            json.name("name").text(call.name());
        }
        json.name("arguments").text(call.arguments()).endObject().endObject();
    }

    /// Content, refusal and calls of a whole message, and its end.
    static void message(
            JsonText json, Envelope envelope, String said, List<ToolCallText.Call> calls) {
        boolean isSilent = said.isEmpty() && !calls.isEmpty();
        json.name("content").text(isSilent ? null : said).name("refusal").nothing();
        if (!calls.isEmpty()) {
            json.name("tool_calls").array();
            for (ToolCallText.Call call : calls) {
                Objects.requireNonNull(call.name(), "name");
                write(json.object(), envelope, call);
            }
            json.endArray();
        }
        json.endObject();
    }
}
