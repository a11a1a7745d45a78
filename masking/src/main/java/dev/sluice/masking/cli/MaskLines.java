package dev.sluice.masking.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.masking.Finding;
import dev.sluice.masking.Masked;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One JSON object per line: `{"chunks":["…","…"]}` → `{"emitted":["…","…","…"],"found":[…]}`,
/// where `emitted[i]` is what became visible after chunk `i` and the last one is the flush. Each
/// line is a stream of its own; with `"conversation":"…"` and `"direction":"prompt"|"answer"` it is
/// one of that conversation ([Conversations]). A line that cannot be read is answered with
/// `{"error":"…"}`, which never quotes it. Each answer is flushed before the next line is read.
public final class MaskLines {

    private static final Comparator<Finding> TEXT_ORDER =
            Comparator.comparingLong(Finding::start).thenComparingLong(Finding::end);

    /// Longer ones are refused, so that one line cannot fill the memory.
    static final int LINE_LENGTH_MAX = 32 * 1024 * 1024;

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private final Conversations conversations;

    public MaskLines(Conversations conversations) {
        this.conversations = conversations;
    }

    /// Answers line by line until the input ends.
    public void run(InputStream input, OutputStream output) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(input, UTF_8));
        Writer writer = new OutputStreamWriter(output, UTF_8);
        StringBuilder line = new StringBuilder();
        while (readLine(reader, line)) {
            writer.write(
                    line.length() > LINE_LENGTH_MAX
                            ? error("line has more than " + LINE_LENGTH_MAX + " characters")
                            : answer(line.toString()));
            writer.write('\n');
            writer.flush();
        }
    }

    /// Reads up to the next line break; of a line that is too long, one character more than fit.
    private static boolean readLine(Reader reader, StringBuilder line) throws IOException {
        line.setLength(0);
        int character = reader.read();
        boolean isThere = character >= 0;
        while (character >= 0 && character != '\n') {
            if (line.length() <= LINE_LENGTH_MAX && character != '\r') {
                line.append((char) character);
            }
            character = reader.read();
        }
        return isThere;
    }

    /// The answer to one line, without the line break.
    public String answer(String line) {
        try {
            JsonNode node = MAPPER.readTree(line);
            List<String> chunks = chunks(node);
            if (chunks == null) {
                return error("line must be {\"chunks\": [strings]}");
            }
            ConversationText text = text(node);
            return text == null
                    ? error("conversation must be a string, direction prompt or answer")
                    : mask(chunks, text);
        } catch (JsonProcessingException e) {
            return error("line is not valid JSON");
        }
    }

    private static @Nullable List<String> chunks(JsonNode line) {
        JsonNode array = line.path("chunks");
        if (!array.isArray()) {
            return null;
        }
        List<String> chunks = new ArrayList<>();
        for (JsonNode chunk : array) {
            if (!chunk.isTextual()) {
                return null;
            }
            chunks.add(chunk.textValue());
        }
        return chunks;
    }

    private @Nullable ConversationText text(JsonNode line) {
        JsonNode conversation = line.path("conversation");
        JsonNode direction = line.path("direction");
        if (conversation.isMissingNode() && direction.isMissingNode()) {
            return conversations.single();
        }
        if (!conversation.isTextual()) {
            return null;
        }
        return switch (direction.asText()) {
            case "prompt" -> conversations.prompt(conversation.textValue());
            case "answer" -> conversations.answer(conversation.textValue());
            default -> null;
        };
    }

    private String mask(List<String> chunks, ConversationText stream)
            throws JsonProcessingException {
        ObjectNode answer = MAPPER.createObjectNode();
        ArrayNode emitted = answer.putArray("emitted");
        List<Finding> found = new ArrayList<>();
        for (String chunk : chunks) {
            add(stream.append(chunk), emitted, found);
        }
        add(stream.flush(), emitted, found);
        found.sort(TEXT_ORDER);
        ArrayNode findings = answer.putArray("found");
        found.forEach(finding -> describe(finding, findings.addObject()));
        return escapeLoneSurrogates(MAPPER.writeValueAsString(answer));
    }

    private static void add(Masked step, ArrayNode emitted, List<Finding> found) {
        emitted.add(step.text());
        found.addAll(step.findings());
    }

    private static void describe(Finding finding, ObjectNode node) {
        node.put("type", finding.type().name());
        node.put("start", finding.start());
        node.put("end", finding.end());
        node.put("action", finding.action());
    }

    private static String error(String message) {
        return MAPPER.createObjectNode().put("error", message).toString();
    }

    /// A surrogate without its partner has no UTF-8 form; as an escape it survives the way out as
    /// it did the way in. Outside of strings JSON has none, so the whole line can be treated alike.
    private static String escapeLoneSurrogates(String json) {
        StringBuilder escaped = new StringBuilder(json.length());
        json.codePoints()
                .forEach(codePoint -> {
                    if (codePoint >= Character.MIN_SURROGATE
                            && codePoint <= Character.MAX_SURROGATE) {
                        escaped.append("\\u%04x".formatted(codePoint));
                    } else {
                        escaped.appendCodePoint(codePoint);
                    }
                });
        return escaped.toString();
    }
}
