package dev.sluice.contracts.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.contracts.Doc;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.topic.Topic;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What is published about the topics, rendered from [Topic] and the event records: a JSON Schema
/// for each event, an AsyncAPI 3 document that refers to them, and the table of the README. The
/// files lie in this jar; a test compares them with what is rendered here.
public final class PublishedDocuments {
    public static final String ASYNC_API = "asyncapi.json";

    private static final String SCHEMA_FORMAT = "application/schema+json;version=draft-07";
    private static final String BINDING_VERSION = "0.5.0";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ObjectWriter WRITER =
            new JsonMapper()
                    .writer(
                            new DefaultPrettyPrinter()
                                    .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                                    .withArrayIndenter(new DefaultIndenter("  ", "\n")));

    private PublishedDocuments() {}

    /// File name below the resources to text.
    public static Map<String, String> files() {
        Map<String, String> files = new TreeMap<>();
        for (Class<? extends Event> eventType : EventCodec.eventTypes()) {
            for (Class<?> variant : EventCodec.variantsOf(eventType)) {
                files.put(schemaFile(variant), text(EventSchemas.of(variant)));
            }
        }
        files.put(ASYNC_API, text(asyncApi()));
        return files;
    }

    private static String schemaFile(Class<?> variant) {
        return "schemas/" + variant.getSimpleName() + ".schema.json";
    }

    private static ObjectNode asyncApi() {
        ObjectNode document = NODES.objectNode().put("asyncapi", "3.0.0");
        document.putObject("info")
                .put("title", "Sluice")
                .put("version", EventCodec.SCHEMA_VERSION)
                .put(
                        "description",
                        "The topics of a Sluice mesh. Records are JSON; the record's type property"
                                + " names its event. Changes only add: readers ignore properties"
                                + " that they do not know.")
                .putObject("license")
                .put("name", "Apache-2.0");
        document.put("defaultContentType", "application/json");
        ObjectNode channels = document.putObject("channels");
        ObjectNode messages = document.putObject("components").putObject("messages");
        for (Topic topic : Topic.values()) {
            channels.set(topic.topicName(), channel(topic, messages));
        }
        return document;
    }

    private static ObjectNode channel(Topic topic, ObjectNode messages) {
        ObjectNode channel = NODES.objectNode();
        channel.put("address", topic.topicName()).put("description", topic.about());
        Class<? extends Event> eventType = topic.eventType();
        if (eventType != null) {
            ObjectNode carried = channel.putObject("messages");
            for (Class<?> variant : EventCodec.variantsOf(eventType)) {
                String name = variant.getSimpleName();
                messages.set(name, message(variant));
                carried.putObject(name).put("$ref", "#/components/messages/" + name);
            }
        }
        channel.putObject("bindings").set("kafka", binding(topic));
        return channel;
    }

    private static ObjectNode message(Class<?> variant) {
        ObjectNode message = NODES.objectNode();
        message.put("name", variant.getSimpleName());
        message.put("summary", variant.getAnnotation(Doc.class).value());
        ObjectNode headers = message.putObject("headers").put("type", "object");
        ObjectNode properties = headers.putObject("properties");
        properties
                .putObject(EventCodec.SCHEMA_HEADER)
                .put("type", "string")
                .put("description", "version of the schema");
        properties
                .putObject("traceparent")
                .put("type", "string")
                .put("description", "W3C trace context");
        message.putObject("payload")
                .put("schemaFormat", SCHEMA_FORMAT)
                .putObject("schema")
                .put("$ref", "./" + schemaFile(variant));
        return message;
    }

    private static ObjectNode binding(Topic topic) {
        ObjectNode binding = NODES.objectNode();
        binding.put("topic", topic.topicName()).put("partitions", topic.defaultPartitions());
        ObjectNode settings = binding.putObject("topicConfiguration");
        Duration retention = topic.keep().retention();
        settings.putArray("cleanup.policy").add(retention == null ? "compact" : "delete");
        if (retention != null) {
            settings.put("retention.ms", retention.toMillis());
        }
        settings.put("max.message.bytes", Topic.RECORD_BYTES_MAX);
        return binding.put("bindingVersion", BINDING_VERSION);
    }

    /// The topics as a Markdown table.
    public static String topicTable() {
        StringBuilder table = new StringBuilder("| topic | events | partitions | kept | |\n");
        table.append("|---|---|---|---|---|\n");
        for (Topic topic : Topic.values()) {
            String row =
                    String.format(
                            Locale.ROOT,
                            "| `%s` | %s | %s | %s | %s |\n",
                            topic.topicName(),
                            variants(topic),
                            topic.partitionsText(),
                            kept(topic),
                            topic.about());
            table.append(row);
        }
        return table.toString();
    }

    private static String variants(Topic topic) {
        Class<? extends Event> eventType = topic.eventType();
        return eventType == null
                ? "as they were"
                : Arrays.stream(EventCodec.variantsOf(eventType))
                        .map(variant -> "`" + variant.getSimpleName() + "`")
                        .collect(Collectors.joining(", "));
    }

    private static String kept(Topic topic) {
        Duration retention = topic.keep().retention();
        if (retention == null) {
            return "newest per key";
        }
        return retention.toDays() > 0 ? retention.toDays() + " d" : retention.toHours() + " h";
    }

    private static String text(JsonNode json) {
        try {
            return WRITER.writeValueAsString(json) + "\n";
        } catch (JacksonException e) {
            throw new UncheckedIOException(e);
        }
    }
}
