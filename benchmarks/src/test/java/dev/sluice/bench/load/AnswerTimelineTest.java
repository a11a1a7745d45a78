package dev.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTimelineTest {
    private static final String ROLE = "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}";
    private static final String TEXT = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}";
    private static final String USAGE =
            "data: {\"choices\":[],\"usage\":{\"completion_tokens\":3}}";
    private static final String END = "data: [DONE]";

    private final AnswerTimeline timeline = new AnswerTimeline(100);

    @Test
    void notesWhenTextArrivedAndWhenTheAnswerEnded() {
        // When
        timeline.onLine(ROLE, 110);
        timeline.onLine("", 111);
        timeline.onLine(": a comment", 112);
        timeline.onLine(TEXT, 120);
        timeline.onLine(TEXT, 150);
        timeline.onLine(USAGE, 160);
        boolean isOver = timeline.onLine(END, 170);

        // Then
        assertThat(isOver).isTrue();
        assertThat(timeline.answer())
                .isEqualTo(new Answer.Completed(100, List.of(120L, 150L), 3, 170));
    }

    @Test
    void anAnswerWithoutItsEndIsBrokenOff() {
        timeline.onLine(TEXT, 120);
        assertThat(timeline.answer()).isEqualTo(new Answer.Failed("broken off"));
    }

    @Test
    void anErrorEndsTheAnswer() {
        // When
        boolean isOver = timeline.onLine("data: {\"error\":{\"code\":\"engine_failed\"}}", 120);

        // Then
        assertThat(isOver).isTrue();
        assertThat(timeline.answer()).isEqualTo(new Answer.Failed("failed: engine_failed"));
    }

    @Test
    void anAnswerWithoutTextOrUsageIsAFailure() {
        timeline.onLine(USAGE, 120);
        timeline.onLine(END, 130);
        assertThat(timeline.answer()).isEqualTo(new Answer.Failed("no text"));

        AnswerTimeline uncounted = new AnswerTimeline(0);
        uncounted.onLine(TEXT, 1);
        uncounted.onLine(END, 2);
        assertThat(uncounted.answer()).isEqualTo(new Answer.Failed("no usage"));
    }

    @Test
    void aLineThatIsNoJsonIsPassedOver() {
        assertThat(timeline.onLine("data: {", 120)).isFalse();
    }
}
