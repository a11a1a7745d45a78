package dev.sluice.worker.chat.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every case of `jinja2-golden.json`: a template, its variables, and what Jinja2 3.1.6 with
/// Hugging Face's settings made of it, text or error.
class Jinja2GoldenTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode GOLDEN = read();

    private static JsonNode read() {
        try (InputStream in =
                Objects.requireNonNull(
                        Jinja2GoldenTest.class.getResourceAsStream("../jinja2-golden.json"))) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @TestFactory
    Stream<DynamicTest> rendersAsJinja2Does() {
        return StreamSupport.stream(GOLDEN.get("cases").spliterator(), false)
                .map(golden ->
                        DynamicTest.dynamicTest(golden.get("name").asText(), () -> check(golden)));
    }

    @Test
    void holdsEnoughCasesToMeanSomething() {
        assertThat(GOLDEN.get("cases").size()).isGreaterThan(350);
    }

    private static void check(JsonNode golden) {
        if (golden.has("text")) {
            assertThat(render(golden)).as(source(golden)).isEqualTo(golden.get("text").asText());
            return;
        }
        String error = golden.get("error").asText();
        boolean raisedByTemplate = error.contains(" ");
        assertThatThrownBy(() -> render(golden))
                .as(source(golden))
                .isInstanceOf(JinjaException.class)
                .hasMessageContaining("line ")
                .hasMessageContaining(raisedByTemplate ? error : "");
    }

    private static String render(JsonNode golden) {
        JsonNode variables = golden.path("variables");
        Map<String, @Nullable Object> values =
                JSON.convertValue(
                        variables.isMissingNode() ? GOLDEN.get("variables") : variables,
                        new TypeReference<>() {});
        LocalDateTime now = LocalDateTime.parse(GOLDEN.get("now").asText());
        return JinjaTemplate.parse(source(golden))
                .render(values, now, RenderLimits.DEFAULT)
                .value();
    }

    private static String source(JsonNode golden) {
        JsonNode name = golden.path("templateName");
        return name.isMissingNode()
                ? golden.get("template").asText()
                : GOLDEN.get("templates").get(name.asText()).asText();
    }
}
