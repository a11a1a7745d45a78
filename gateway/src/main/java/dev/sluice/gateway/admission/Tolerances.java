package dev.sluice.gateway.admission;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Parameters that clients send by habit and that change nothing here, with the values for which
/// that is true. Any other value asks for something that the engine does not do, and is refused by
/// name.
final class Tolerances {
    /// One rule: which values are harmless, and how to say so.
    record Tolerance(Predicate<Object> isHarmless, String allowed) {
        void check(Fields object, String name) throws BadField {
            Object value = object.any(name);
            if (value != null && !isHarmless.test(value)) {
                throw BadField.unsupported(
                        object.pathOf(name), "is not supported; leave it out or send " + allowed);
            }
        }
    }

    static final Tolerance EMPTY_ONLY =
            new Tolerance(value -> value instanceof List<?> list && list.isEmpty(), "[]");

    static final Tolerance ONE_ONLY = only(1, "1");

    private static final Tolerance ANY_TEXT = new Tolerance(String.class::isInstance, "a string");
    private static final Tolerance ANY_FLAG = new Tolerance(Boolean.class::isInstance, "a boolean");
    private static final Tolerance ANY_OBJECT = new Tolerance(Map.class::isInstance, "an object");

    private static final Map<String, Tolerance> CHAT = chat();
    private static final Map<String, Tolerance> COMPLETION = completion();
    private static final Map<String, Tolerance> RESPONSE = response();

    private Tolerances() {}

    private static Map<String, Tolerance> chat() {
        Map<String, Tolerance> rules = new LinkedHashMap<>();
        rules.put("metadata", ANY_OBJECT);
        rules.put("service_tier", oneOf("auto", "default"));
        rules.put("prompt_cache_key", ANY_TEXT);
        rules.put("prompt_cache_retention", ANY_TEXT);
        rules.put("modalities", only(List.of("text"), "[\"text\"]"));
        rules.put("functions", EMPTY_ONLY);
        rules.put("function_call", oneOf("none", "auto"));
        rules.put("verbosity", oneOf("medium"));
        return rules;
    }

    private static Map<String, Tolerance> completion() {
        Map<String, Tolerance> rules = new LinkedHashMap<>();
        rules.put("best_of", only(1, "1"));
        rules.put("echo", only(false, "false"));
        rules.put("suffix", only("", "\"\""));
        return rules;
    }

    private static Map<String, Tolerance> response() {
        Map<String, Tolerance> rules = new LinkedHashMap<>();
        rules.put("service_tier", oneOf("auto", "default"));
        rules.put("parallel_tool_calls", ANY_FLAG);
        rules.put("prompt_cache_key", ANY_TEXT);
        rules.put("prompt_cache_retention", ANY_TEXT);
        rules.put("tools", EMPTY_ONLY);
        rules.put("tool_choice", oneOf("none", "auto"));
        rules.put("include", EMPTY_ONLY);
        rules.put("truncation", oneOf("disabled"));
        rules.put("top_logprobs", only(0, "0"));
        return rules;
    }

    private static Map<String, Tolerance> question() {
        Map<String, Tolerance> rules = new LinkedHashMap<>();
        rules.put("logprobs", only(false, "false"));
        rules.put("top_logprobs", only(0, "0"));
        return rules;
    }

    static void checkChat(Fields body) throws BadField {
        check(body, CHAT);
    }

    static void checkCompletion(Fields body) throws BadField {
        check(body, COMPLETION);
    }

    static void checkResponse(Fields body) throws BadField {
        check(body, RESPONSE);
    }

    static void checkQuestion(Fields body) throws BadField {
        check(body, question());
        ONE_ONLY.check(body, "n");
        only(false, "false").check(body, "stream");
    }

    private static void check(Fields body, Map<String, Tolerance> rules) throws BadField {
        for (Map.Entry<String, Tolerance> rule : rules.entrySet()) {
            rule.getValue().check(body, rule.getKey());
        }
    }

    private static Tolerance only(Object value, String allowed) {
        return new Tolerance(value::equals, allowed);
    }

    private static Tolerance oneOf(String... values) {
        return new Tolerance(List.of(values)::contains, "'" + String.join("' or '", values) + "'");
    }
}
