package dev.sluice.bench.mask;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A text and where in it personal data is, in code points. Read from the JSON of
/// presidio-research: an array of
/// `{"full_text","spans":[{"entity_type","start_position","end_position"}]}`.
record LabelledText(String text, List<Label> labels) {

    record Label(String type, long start, long end) {}

    LabelledText {
        labels = List.copyOf(labels);
    }

    static List<LabelledText> read(Path file) throws IOException {
        List<LabelledText> texts = new ArrayList<>();
        for (JsonNode node : new ObjectMapper().readTree(file.toFile())) {
            texts.add(of(node));
        }
        return texts;
    }

    private static LabelledText of(JsonNode node) {
        String text = node.path("full_text").asText();
        List<Label> labels = new ArrayList<>();
        for (JsonNode span : node.path("spans")) {
            labels.add(
                    new Label(
                            span.path("entity_type").asText(),
                            text.codePointCount(0, span.path("start_position").asInt()),
                            text.codePointCount(0, span.path("end_position").asInt())));
        }
        return new LabelledText(text, labels);
    }
}
