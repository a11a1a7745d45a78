package dev.sluice.it.survival;

import static java.util.stream.Collectors.groupingBy;

import dev.sluice.contracts.topic.Topic;
import dev.sluice.it.kafka.KafkaProbe;
import dev.sluice.it.kafka.Seen;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the log says about every request, read by an outsider after the load is over. It finds
/// faults; an empty list is what must be.
final class Ledger {
    private final Map<String, List<Seen>> tokens;
    private final Map<String, List<Seen>> stream;
    private final Map<String, List<Seen>> results;

    private Ledger(KafkaProbe kafka) {
        this.tokens = byRequest(kafka, Topic.TOKENS);
        this.stream = byRequest(kafka, Topic.STREAM);
        this.results = byRequest(kafka, Topic.RESULTS);
    }

    static Ledger read(KafkaProbe kafka) {
        return new Ledger(kafka);
    }

    private static Map<String, List<Seen>> byRequest(KafkaProbe kafka, Topic topic) {
        return kafka.read(topic).stream().collect(groupingBy(Seen::recordKey));
    }

    /// Everything that is wrong with one answered request.
    List<String> faultsOf(PersistentClient.Answer answer) {
        var faults = new ArrayList<String>();
        faults.addAll(tokenFaults(answer.requestId()));
        faults.addAll(streamFaults(answer));
        faults.addAll(leaks(answer));
        long ends =
                results.getOrDefault(answer.requestId(), List.of()).stream()
                        .map(Seen::value)
                        .distinct()
                        .count();
        if (ends != 1) {
            faults.add(answer.requestId() + " has " + ends + " different results");
        }
        return faults;
    }

    /// Personal data on what leaves masking, within one record or over several.
    private List<String> leaks(PersistentClient.Answer answer) {
        String streamed = String.join("", of(stream, answer).stream().map(Seen::text).toList());
        String ends = String.join("", of(results, answer).stream().map(Seen::value).toList());
        return PersonalText.leaksIn(answer.text() + "\n" + streamed + "\n" + ends).stream()
                .map(value -> answer.requestId() + " leaks " + value)
                .toList();
    }

    private static List<Seen> of(Map<String, List<Seen>> topic, PersistentClient.Answer answer) {
        return topic.getOrDefault(answer.requestId(), List.of());
    }

    /// An index once and in order, nothing of an older epoch, the first end is the end: the rule by
    /// which every reader of `tokens` takes records.
    private List<String> tokenFaults(String requestId) {
        int nextIndex = 0;
        int epoch = 0;
        boolean isEnded = false;
        for (Seen seen : tokens.getOrDefault(requestId, List.of())) {
            int recordEpoch = seen.json().path("epoch").asInt();
            if (isEnded || recordEpoch < epoch) {
                continue;
            }
            epoch = recordEpoch;
            if (seen.type().equals("GenerationFenced") || seen.index() < nextIndex) {
                continue;
            }
            if (seen.index() > nextIndex) {
                return List.of(requestId + " lacks tokens record " + nextIndex);
            }
            nextIndex++;
            isEnded = seen.type().equals("GenerationFinished");
        }
        return isEnded ? List.of() : List.of(requestId + " has no end on tokens");
    }

    /// Copies are the same bytes; the client has every record once and in order.
    private List<String> streamFaults(PersistentClient.Answer answer) {
        var faults = new ArrayList<String>();
        var byIndex = new TreeMap<Integer, HashSet<String>>();
        for (Seen seen : stream.getOrDefault(answer.requestId(), List.of())) {
            byIndex.computeIfAbsent(seen.index(), _ -> new HashSet<>()).add(seen.value());
        }
        if (!answer.ids().equals(List.copyOf(byIndex.keySet()))) {
            faults.add(
                    "%s: the client has ids %s of %s"
                            .formatted(answer.requestId(), answer.ids(), byIndex.keySet()));
        }
        byIndex.forEach((index, values) -> {
            if (values.size() > 1) {
                faults.add(answer.requestId() + " has two versions of stream record " + index);
            }
        });
        return faults;
    }
}
