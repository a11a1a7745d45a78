package dev.sluice.gateway.batch;

import dev.sluice.contracts.event.ObjectEvent.Flaw;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Looks through a whole file before any of its requests runs, as OpenAI does: one flaw and none of
/// them does.
final class Validation {
    private static final int FLAW_COUNT_MAX = 20;

    private final LineReader reader;
    private final int requestCountMax;

    Validation(LineReader reader, int requestCountMax) {
        this.reader = reader;
        this.requestCountMax = requestCountMax;
    }

    /// Requests in the file; no flaws: it is sound.
    record Verdict(int lineCount, List<Flaw> flaws) {
        Verdict {
            flaws = List.copyOf(flaws);
        }

        boolean isSound() {
            return flaws.isEmpty();
        }
    }

    Verdict of(InputStream content, String endpoint) throws IOException {
        List<Flaw> flaws = new ArrayList<>();
        Map<String, Integer> lineOf = new HashMap<>();
        int lineCount = 0;
        try (LineSource lines = new LineSource(content, reader.lineBytesMax())) {
            for (var line = lines.next();
                    line.isPresent() && flaws.size() < FLAW_COUNT_MAX;
                    line = lines.next()) {
                if (lineCount == requestCountMax) {
                    flaws.add(
                            new Flaw(
                                    "too_many_requests",
                                    "the file has more than " + requestCountMax + " requests",
                                    null,
                                    null));
                    break;
                }
                look(line.get(), lineCount, endpoint, lineOf, flaws);
                lineCount++;
            }
        } catch (LineSource.LineTooLong e) {
            flaws.add(
                    new Flaw(
                            "invalid_json_line",
                            String.valueOf(e.getMessage()),
                            lineCount + 1,
                            null));
        }
        if (lineCount == 0 && flaws.isEmpty()) {
            flaws.add(new Flaw("empty_file", "the file has no requests", null, null));
        }
        return new Verdict(lineCount, flaws);
    }

    private void look(
            byte[] line,
            int number,
            String endpoint,
            Map<String, Integer> lineOf,
            List<Flaw> flaws) {
        switch (reader.read(line, endpoint)) {
            case LineReader.Reading.Flawed flawed -> flaws.add(LineReader.flawOf(flawed, number));
            case LineReader.Reading.Sound(BatchLine sound) -> {
                Integer earlier = lineOf.putIfAbsent(sound.customId(), number);
                if (earlier != null) {
                    flaws.add(
                            new Flaw(
                                    "duplicate_custom_id",
                                    "custom_id: is the one of line " + (earlier + 1) + " too",
                                    number + 1,
                                    "custom_id"));
                }
            }
        }
    }
}
