package dev.sluice.bench.load;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bench.report.Latencies;
import dev.sluice.bench.report.Rounding;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What one kind of load came to, over all its windows:
///
/// - TTFT: start of the request to its first chunk with text.
/// - ITL: from a chunk with text to the next one.
/// - TPOT: first to last chunk, divided by the answer's tokens but the first; one per answer.
/// - end to end: start of the request to the end of its answer.
/// - tokens/s: tokens that arrived within the windows, per second of window.
/// - goodput: requests started in the windows whose answer met the service level, per second.
///
/// Latencies are of completed answers; the others are counted by reason. One thread.
final class LoadFigures {
    private static final double NANOS_PER_SECOND = 1e9;

    private final ServiceLevel level;
    private final Latencies firstToken = new Latencies();
    private final Latencies betweenTokens = new Latencies();
    private final Latencies perToken = new Latencies();
    private final Latencies endToEnd = new Latencies();
    private final SortedMap<String, Integer> errors = new TreeMap<>();
    private double seconds;
    private double tokens;
    private int goodCount;

    LoadFigures(ServiceLevel level) {
        this.level = level;
    }

    void add(LoadWindow window) {
        seconds += (window.stopNanos() - window.startNanos()) / NANOS_PER_SECOND;
        for (Answer answer : window.answers()) {
            switch (answer) {
                case Answer.Completed completed -> add(completed, window.stopNanos());
                case Answer.Failed(String reason) -> errors.merge(reason, 1, Integer::sum);
            }
        }
    }

    double tokensPerSecond() {
        return seconds == 0 ? 0 : tokens / seconds;
    }

    double goodputPerSecond() {
        return seconds == 0 ? 0 : goodCount / seconds;
    }

    long completedCount() {
        return endToEnd.count();
    }

    SortedMap<String, Integer> errors() {
        return Collections.unmodifiableSortedMap(errors);
    }

    int errorCount() {
        return errors.values().stream().mapToInt(Integer::intValue).sum();
    }

    Latencies firstToken() {
        return firstToken;
    }

    Latencies betweenTokens() {
        return betweenTokens;
    }

    Latencies perToken() {
        return perToken;
    }

    Latencies endToEnd() {
        return endToEnd;
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("seconds", Rounding.toThousandth(seconds));
        json.put("completed", completedCount());
        json.put("errors", errorCount());
        ObjectNode reasons = json.putObject("errors_by_reason");
        errors.forEach(reasons::put);
        json.put("tokens_per_second", Rounding.toThousandth(tokensPerSecond()));
        json.put("goodput_per_second", Rounding.toThousandth(goodputPerSecond()));
        json.set("ttft_ms", firstToken.toJson());
        json.set("itl_ms", betweenTokens.toJson());
        json.set("tpot_ms", perToken.toJson());
        json.set("e2e_ms", endToEnd.toJson());
        return json;
    }

    private void add(Answer.Completed answer, long stopNanos) {
        firstToken.addNanos(answer.firstTokenNanos());
        endToEnd.addNanos(answer.endToEndNanos());
        answer.perTokenNanos().ifPresent(perToken::addNanos);
        List<Long> arrivals = answer.arrivalNanos();
        for (int i = 1; i < arrivals.size(); i++) {
            betweenTokens.addNanos(arrivals.get(i) - arrivals.get(i - 1));
        }
        tokens += answer.tokensUntil(stopNanos);
        goodCount += level.isMetBy(answer) ? 1 : 0;
    }
}
