package dev.sluice.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Prints what the gateway's admin API answers.
final class AdminAnswers {
    private AdminAnswers() {}

    /// @param none what is said where nothing is listed
    static void printAll(JsonNode listed, boolean json, Consumer<JsonNode> print, String none) {
        if (json) {
            System.out.println(listed.toPrettyString());
            return;
        }
        listed.forEach(print);
        if (listed.isEmpty()) {
            System.out.println(none);
        }
    }

    /// Those of a tenant; null: all.
    static JsonNode ofTenant(JsonNode listed, @Nullable String tenant) {
        var shown = JsonNodeFactory.instance.arrayNode();
        for (JsonNode each : listed) {
            if (tenant == null || each.path("tenant").asText().equals(tenant)) {
                shown.add(each);
            }
        }
        return shown;
    }

    /// Something new of a tenant, its secret alone on the last line.
    static void printIssued(JsonNode issued, boolean json, String what, String secretField) {
        if (json) {
            System.out.println(issued.toPrettyString());
            return;
        }
        System.out.println(
                "%s %s of tenant %s"
                        .formatted(
                                what, issued.path("id").asText(), issued.path("tenant").asText()));
        System.out.println(issued.path(secretField).asText());
    }

    static String joined(JsonNode texts) {
        List<String> all = new ArrayList<>();
        texts.forEach(text -> all.add(text.asText()));
        return String.join(",", all);
    }
}
