package dev.sluice.gateway.admission;

import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.event.GenerationSettings;
import dev.sluice.gateway.admission.ResponseForm.InputItem;
import dev.sluice.grammar.schema.JsonLiterals;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what is particular to the body of `/v1/responses`.
final class ResponseFields {
    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant");
    private static final Set<String> TEXT_PARTS = Set.of("input_text", "output_text", "text");

    private ResponseFields() {}

    static ResponseForm read(Fields body, String model, GenerationSettings settings)
            throws BadField {
        boolean isStored = !Boolean.FALSE.equals(body.any("store"));
        var _ = body.flag("store");
        boolean isBackground = body.flag("background");
        if (isBackground && !isStored) {
            throw BadField.invalid("background", "needs 'store' to be true");
        }
        String instructions = body.text("instructions");
        return new ResponseForm(
                model,
                input(body),
                instructions == null ? null : new SensitiveText(instructions),
                MetadataFields.read(body),
                previousId(body),
                isBackground,
                isStored,
                settings.maxTokens(),
                settings.temperature(),
                settings.topP(),
                null,
                format(body, settings));
    }

    /// As it was sent; it has been read already.
    private static @Nullable SensitiveText format(Fields body, GenerationSettings settings) {
        boolean isPlain = settings.answerFormat() == null;
        return isPlain || !(body.any("text") instanceof Map<?, ?> text)
                ? null
                : new SensitiveText(JsonLiterals.text(text.get("format")));
    }

    private static @Nullable ObjectId previousId(Fields body) throws BadField {
        String id = body.text("previous_response_id");
        try {
            return id == null ? null : new ObjectId(id);
        } catch (IllegalArgumentException e) {
            throw BadField.invalid("previous_response_id", "is no id of a response");
        }
    }

    private static List<InputItem> input(Fields body) throws BadField {
        Object input = body.any("input");
        if (input instanceof String) {
            return List.of(new InputItem("user", new SensitiveText(Fields.textOf(input, "input"))));
        }
        if (!(input instanceof List<?> list)) {
            throw input == null
                    ? BadField.invalid("input", "is missing")
                    : body.wrongKind("input", "a string or a list of messages", input);
        }
        if (list.isEmpty()) {
            throw BadField.invalid("input", "is empty, at least 1 message is needed");
        }
        List<InputItem> items = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            items.add(item(Fields.ofElement(list.get(i), "input[" + i + "]")));
        }
        return items;
    }

    private static InputItem item(Fields item) throws BadField {
        String type = item.text("type");
        if (type != null && !type.equals("message")) {
            throw BadField.unsupported(
                    item.pathOf("type"), "is not supported; the input takes messages only");
        }
        String role = item.requiredText("role");
        if (!ROLES.contains(role)) {
            throw BadField.invalid(
                    item.pathOf("role"), "is none of system, developer, user and assistant");
        }
        String text = content(item);
        // What an item of an output carries when it is put back into an input.
        item.text("id");
        item.text("status");
        item.text("phase");
        item.refuseOthers();
        return new InputItem(role, new SensitiveText(text));
    }

    private static String content(Fields item) throws BadField {
        Object content = item.any("content");
        String path = item.pathOf("content");
        if (content instanceof String) {
            return Fields.textOf(content, path);
        }
        if (!(content instanceof List<?> parts)) {
            throw content == null
                    ? BadField.invalid(path, "is missing")
                    : item.wrongKind("content", "a string or a list of text parts", content);
        }
        if (parts.isEmpty()) {
            throw BadField.invalid(path, "is empty, at least 1 part is needed");
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            texts.add(part(Fields.ofElement(parts.get(i), path + "[" + i + "]")));
        }
        return String.join("\n", texts);
    }

    private static String part(Fields part) throws BadField {
        if (!TEXT_PARTS.contains(part.requiredText("type"))) {
            throw BadField.unsupported(
                    part.pathOf("type"), "is not supported; the model reads text parts only");
        }
        String text = part.requiredText("text");
        Tolerances.EMPTY_ONLY.check(part, "annotations");
        Tolerances.EMPTY_ONLY.check(part, "logprobs");
        part.refuseOthers();
        return text;
    }
}
