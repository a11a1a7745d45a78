package dev.sluice.it.docs;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.it.docs.ConfigKeys.ConfigKey;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `docs/reference.md`: topics, errors and configuration keys as tables, made from their
/// definitions.
public final class Reference {
    public static final String FILE = "docs/reference.md";

    private Reference() {}

    public static String text() {
        return String.join("\n", sections()) + "\n";
    }

    private static List<String> sections() {
        return List.of(
                "# Reference",
                "",
                "Made from the definitions in the sources by `DocsTest`, which fails where this"
                        + " page differs from them;",
                "`./sluice test -pl integration-tests -Dtest=DocsTest -Dsluice.docs.write=true`"
                        + " writes it anew.",
                "",
                "## Topics",
                "",
                table(List.of("topic", "partitions", "kept", "what it carries"), topics()),
                "## Errors",
                "",
                "`error.code` and `error.type` of an answer; the code is also the label of metrics"
                        + " and the audit's `error.type`.",
                "",
                table(List.of("code", "HTTP", "type", "send it again?"), errors()),
                "## Configuration",
                "",
                "System properties or, in upper case and with `_` for other characters, environment"
                        + " variables.",
                "",
                table(List.of("key", "default", "what it does"), configKeys()),
                "## Metrics",
                "",
                "As `/metrics` names them, without units and `_total`.",
                "",
                String.join(
                        "\n", MetricNames.all().stream().map(name -> "- `" + name + "`").toList()));
    }

    private static Stream<List<String>> topics() {
        return Stream.of(Topic.values())
                .map(topic ->
                        List.of(
                                code(topic.topicName()),
                                topic.partitionsText(),
                                kept(topic.keep().retention()),
                                topic.about()));
    }

    private static String kept(@Nullable Duration retention) {
        if (retention == null) {
            return "newest per key";
        }
        return retention.toDays() == 0 ? retention.toHours() + " h" : retention.toDays() + " d";
    }

    private static Stream<List<String>> errors() {
        return Stream.of(ErrorCode.values())
                .map(error ->
                        List.of(
                                code(error.code()),
                                String.valueOf(error.httpStatus()),
                                error.openAiType(),
                                error.retry().name().toLowerCase(Locale.ROOT)));
    }

    private static Stream<List<String>> configKeys() {
        return ConfigKeys.all().stream()
                .map(key -> List.of(code(key.name()), fallback(key), key.about()));
    }

    private static String fallback(ConfigKey key) {
        return key.fallback() == null ? "none" : code(key.fallback());
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    private static String table(List<String> head, Stream<List<String>> rows) {
        var text = new StringBuilder(row(head));
        text.append(row(head.stream().map(_ -> "---").toList()));
        rows.forEach(cells -> text.append(row(cells)));
        return text.toString();
    }

    private static String row(List<String> cells) {
        return "| "
                + String.join(" | ", cells.stream().map(cell -> cell.replace("|", "\\|")).toList())
                + " |\n";
    }
}
