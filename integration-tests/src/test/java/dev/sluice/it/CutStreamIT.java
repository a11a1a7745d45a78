package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.it.client.Chat;
import dev.sluice.it.client.Gateway;
import dev.sluice.it.client.SseEvent;
import dev.sluice.it.client.SseReading;
import dev.sluice.it.mesh.OnTwoGateways;
import dev.sluice.it.mesh.TwoGateways;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A client that loses its connection over and again, and goes on at another gateway each time.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@OnTwoGateways
class CutStreamIT {
    private static final int CUTS = 100;
    private static final int EVENTS_BETWEEN_CUTS_MAX = 6;
    private static final int TOKENS = 400;
    private static final long SEED = 2026;
    private static final int CHOICES = 3;
    private static final int CHOICE_TOKENS = 6;

    private final List<Gateway> gateways;

    CutStreamIT(TwoGateways mesh) {
        gateways = List.of(mesh.one(), mesh.other());
    }

    @Test
    void aStreamThatIsCutAHundredTimesIsTheSameToTheByte() {
        // Given
        var random = new Random(SEED);
        var frames = new StringBuilder();
        var chat = Chat.of(TwoGateways.STABLE, "Tell me a story.").maxTokens(TOKENS).stored();
        SseReading reading = gateways.getFirst().stream(chat);
        String requestId = reading.requestId();
        String last = append(frames, reading, 1 + random.nextInt(EVENTS_BETWEEN_CUTS_MAX), "-1");
        reading.close();

        // When
        for (int cut = 1; cut < CUTS; cut++) {
            SseReading next = resume(gateways.get(cut % 2), requestId, last, random.nextBoolean());
            last = append(frames, next, random.nextInt(EVENTS_BETWEEN_CUTS_MAX), last);
            next.close();
        }
        try (SseReading rest = resume(gateways.getLast(), requestId, last, false)) {
            append(frames, rest, Integer.MAX_VALUE, last);
        }

        // Then
        for (Gateway gateway : gateways) {
            try (SseReading whole = gateway.resume(requestId, "").toEnd()) {
                assertThat(frames.toString()).isEqualTo(whole.framesWithIds());
                assertThat(whole.texts()).hasSizeGreaterThan(TOKENS / 2);
            }
        }
    }

    /// Their records stand in one partition, and its order is theirs for every reader.
    @Test
    void severalChoicesAreOneStreamOnEveryGateway() {
        // Given
        var chat =
                Chat.of(TwoGateways.STABLE, "Tell three stories.")
                        .maxTokens(CHOICE_TOKENS)
                        .sampled(1, SEED)
                        .with("n", Integer.toString(CHOICES))
                        .with("stream_options", "{\"include_usage\":true}");
        SseReading first = gateways.getFirst().stream(chat).untilTexts(CHOICE_TOKENS);
        String requestId = first.requestId();
        int seen = first.ids().size();

        // When
        SseReading other = resume(gateways.getLast(), requestId, lastId(first), false).toEnd();
        List<SseEvent> events = first.toEnd().events();

        // Then
        assertThat(other.frames()).isEqualTo(frames(events, seen));
        for (int index = 0; index < first.ids().size(); index++) {
            String last = Integer.toString(index);
            try (SseReading rest = resume(gateways.getLast(), requestId, last, true).toEnd()) {
                assertThat(rest.frames()).isEqualTo(frames(events, index + 1));
            }
        }
        assertThat(events.stream().map(SseEvent::choice).filter(choice -> choice >= 0).distinct())
                .containsExactlyInAnyOrder(0, 1, 2);
        assertThat(events.stream().map(SseEvent::finishReason))
                .filteredOn("length"::equals)
                .hasSize(CHOICES);
        JsonNode usage = events.get(events.size() - 2).json().path("usage");
        assertThat(usage.path("completion_tokens").asInt()).isEqualTo(CHOICES * CHOICE_TOKENS);
    }

    private static String lastId(SseReading reading) {
        return reading.ids().getLast();
    }

    private static String frames(List<SseEvent> events, int from) {
        return String.join(
                "", events.subList(from, events.size()).stream().map(SseEvent::frame).toList());
    }

    private static SseReading resume(
            Gateway gateway, String requestId, String last, boolean inHeader) {
        return inHeader
                ? gateway.resume(requestId, "", "Last-Event-ID", last)
                : gateway.resume(requestId, "?starting_after=" + last);
    }

    /// Reads so many events that carry an id, or to the end; returns the last id seen.
    private static String append(
            StringBuilder frames, SseReading reading, int count, String before) {
        while (reading.ids().size() < count && reading.next().isPresent()) {
            // Each is kept.
        }
        frames.append(reading.framesWithIds());
        List<String> ids = reading.ids();
        return ids.isEmpty() ? before : ids.getLast();
    }
}
