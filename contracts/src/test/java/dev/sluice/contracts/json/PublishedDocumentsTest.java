package dev.sluice.contracts.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sluice.contracts.Doc;
import dev.sluice.contracts.topic.Topic;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The files in the resources and the README are what the records say now.
final class PublishedDocumentsTest {
    private static final Path RESOURCES = Path.of("src/main/resources");
    private static final Path README = Path.of("README.md");
    private static final String TABLE_BEGINS = "<!-- topics: generated -->\n";
    private static final String TABLE_ENDS = "<!-- end of topics -->";
    private static final boolean REGENERATES = Boolean.getBoolean("sluice.regenerate");
    private static final String HOW =
            "differs from the records; look at the difference, then regenerate it with"
                    + " mvn -pl contracts test -Dsluice.regenerate=true";

    @Test
    void everyFileIsWhatTheRecordsSay() throws IOException {
        for (Map.Entry<String, String> file : PublishedDocuments.files().entrySet()) {
            Path path = RESOURCES.resolve(file.getKey());
            if (REGENERATES) {
                Files.createDirectories(Objects.requireNonNull(path.getParent()));
                Files.writeString(path, file.getValue());
            }
            assertThat(path).as("%s is missing: it %s", path, HOW).exists();
            assertThat(Files.readString(path)).as("%s %s", path, HOW).isEqualTo(file.getValue());
        }
    }

    @Test
    void noFileIsLeftFromARecordThatIsGone() throws IOException {
        // When:
        List<String> present;
        try (Stream<Path> files = Files.list(RESOURCES.resolve("schemas"))) {
            present = files.map(path -> "schemas/" + path.getFileName()).toList();
        }

        // Then:
        assertThat(PublishedDocuments.files().keySet()).containsAll(present);
    }

    @Test
    void theReadmesTableIsWhatTheTopicsAre() throws IOException {
        // Given:
        String readme = Files.readString(README);
        int begin = readme.indexOf(TABLE_BEGINS) + TABLE_BEGINS.length();
        int end = readme.indexOf(TABLE_ENDS);
        if (REGENERATES) {
            Files.writeString(
                    README,
                    readme.substring(0, begin)
                            + PublishedDocuments.topicTable()
                            + readme.substring(end));
            return;
        }

        // Then:
        assertThat(readme.substring(begin, end))
                .as("the table of %s %s", README, HOW)
                .isEqualTo(PublishedDocuments.topicTable());
    }

    @Test
    void everySchemaIsASchema() {
        // Given:
        var metaSchema =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                        .getSchema(
                                com.networknt.schema.SchemaLocation.of(
                                        "http://json-schema.org/draft-07/schema#"));

        // Then:
        PublishedDocuments.files()
                .forEach((name, text) -> {
                    if (name.startsWith("schemas/")) {
                        assertThat(metaSchema.validate(text, InputFormat.JSON)).as(name).isEmpty();
                    }
                });
    }

    @Test
    void theDocumentNamesEveryTopicAndEveryReferenceLeadsSomewhere() throws IOException {
        // Given:
        Map<String, String> files = PublishedDocuments.files();
        JsonNode document =
                new JsonMapper()
                        .readTree(Objects.requireNonNull(files.get(PublishedDocuments.ASYNC_API)));

        // Then:
        for (Topic topic : Topic.values()) {
            assertThat(document.at("/channels/" + topic.topicName() + "/address").textValue())
                    .isEqualTo(topic.topicName());
        }
        for (String reference : document.findValuesAsText("$ref")) {
            boolean found =
                    reference.startsWith("#")
                            ? !document.at(reference.substring(1)).isMissingNode()
                            : files.containsKey(reference.replaceFirst("^\\./", ""));
            assertThat(found).as(reference).isTrue();
        }
    }

    @Test
    void everyEventAndEveryComponentIsDescribed() {
        // Given:
        List<String> silent = new ArrayList<>();

        // When:
        Set<String> seen = new TreeSet<>();
        Samples.variants().forEach(variant -> collect(variant, silent, seen));

        // Then:
        assertThat(seen).contains("InferenceSpec", "Usage", "ChatMessage", "RunningSequence");
        assertThat(silent).as("without @Doc").isEmpty();
    }

    private static void collect(Class<?> type, List<String> silent, Set<String> seen) {
        if (type.isSealed() && type.isInterface()) {
            Arrays.stream(type.getPermittedSubclasses())
                    .forEach(choice -> collect(choice, silent, seen));
        }
        boolean isOurs =
                type.isRecord() && type.getPackageName().equals("dev.sluice.contracts.event");
        if (!isOurs || !seen.add(type.getSimpleName())) {
            return;
        }
        if (type.getAnnotation(Doc.class) == null) {
            silent.add(type.getSimpleName());
        }
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.getAnnotation(Doc.class) == null) {
                silent.add(type.getSimpleName() + "." + component.getName());
            }
            classesIn(component.getGenericType()).forEach(part -> collect(part, silent, seen));
        }
    }

    private static Stream<Class<?>> classesIn(Type type) {
        return type instanceof ParameterizedType generic
                ? Arrays.stream(generic.getActualTypeArguments())
                        .flatMap(PublishedDocumentsTest::classesIn)
                : Stream.of((Class<?>) type);
    }
}
