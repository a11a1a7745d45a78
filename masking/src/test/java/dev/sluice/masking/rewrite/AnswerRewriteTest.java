package dev.sluice.masking.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.event.ResultEvent;
import dev.sluice.contracts.event.ResultEvent.InferenceCompleted;
import dev.sluice.contracts.event.ResultEvent.InferenceFailed;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.contracts.event.StreamEvent.StreamFinished;
import dev.sluice.contracts.event.StreamEvent.StreamStarted;
import dev.sluice.contracts.event.StreamEvent.TextStreamed;
import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.contracts.event.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnswerRewriteTest {
    private static final Records R = Records.of("r1");

    private final AnswerRewrite rewrite = new AnswerRewrite(new UpperCaseMasks());
    private final List<Event> out = new ArrayList<>();

    private void take(TokenEvent... events) {
        for (TokenEvent event : events) {
            out.addAll(rewrite.accept(event));
        }
    }

    private List<StreamEvent> stream() {
        return out.stream()
                .filter(StreamEvent.class::isInstance)
                .map(StreamEvent.class::cast)
                .toList();
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (StreamEvent event : stream()) {
            if (event instanceof TextStreamed streamed) {
                text.append(streamed.text().value());
            }
        }
        return text.toString();
    }

    /// The last but one: it is there when the stream is seen to end.
    private ResultEvent result() {
        assertThat(out.getLast()).isInstanceOf(StreamFinished.class);
        return (ResultEvent) out.get(out.size() - 2);
    }

    @Test
    void theStreamAndTheResultSayInWhichFormTheAnswerHasCalls() {
        // When
        take(R.started(1, null, "hermes"), R.token(1, 1, "a"), R.finished(1, 2, ""));

        // Then
        assertThat(((StreamStarted) stream().getFirst()).toolCallForm()).isEqualTo("hermes");
        assertThat(((InferenceCompleted) result()).toolCallForm()).isEqualTo("hermes");
    }

    @Test
    void writesAContiguousStreamAndOneResult() {
        // When
        take(R.started(1), R.token(1, 1, "ab1"), R.token(1, 2, "2c"), R.finished(1, 3, "d"));

        // Then
        assertThat(stream()).extracting(StreamEvent::index).containsExactly(0, 1, 2, 3, 4);
        assertThat(stream().getFirst()).isInstanceOf(StreamStarted.class);
        assertThat(stream().getLast()).isInstanceOf(StreamFinished.class);
        assertThat(text()).isEqualTo("ab##cd");
        assertThat(result())
                .isInstanceOfSatisfying(
                        InferenceCompleted.class,
                        done -> {
                            assertThat(done.text().value()).isEqualTo("ab##cd");
                            assertThat(done.findings()).isEqualTo(Map.of("DIGIT", 2));
                            assertThat(done.usage()).isEqualTo(new Usage(7, 2));
                        });
    }

    @Test
    void takesEveryIndexOnce() {
        // When
        take(R.started(1), R.started(1), R.token(1, 1, "ab"), R.token(1, 1, "ab"));
        take(R.finished(1, 2, ""), R.finished(1, 2, ""), R.token(1, 3, "late"));

        // Then
        assertThat(text()).isEqualTo("ab");
        assertThat(out.stream().filter(InferenceCompleted.class::isInstance)).hasSize(1);
    }

    @Test
    void takesNothingOfAFencedWorker() {
        // Given
        take(R.started(1), R.token(1, 1, "ab"), R.fenced(2));

        // When
        take(R.token(1, 2, "ZOMBIE"), R.token(2, 2, "cd"), R.finished(1, 3, ""));
        take(R.finished(2, 3, ""));

        // Then
        assertThat(text()).isEqualTo("abcd");
        assertThat(rewrite.isFinished()).isTrue();
    }

    @Test
    void endsAtAFailureBeforeTheStart() {
        // When
        take(R.failed(1, 0, ErrorCode.QUEUE_FULL));

        // Then
        assertThat(stream()).singleElement().isInstanceOf(StreamFinished.class);
        assertThat(result())
                .isInstanceOfSatisfying(
                        InferenceFailed.class,
                        failed ->
                                assertThat(failed.failure().code())
                                        .isEqualTo(ErrorCode.QUEUE_FULL));
    }

    @Test
    void endsWithAnErrorWhereARecordIsMissing() {
        // When
        take(R.started(1), R.token(1, 2, "b"));

        // Then
        assertThat(result())
                .isInstanceOfSatisfying(
                        InferenceFailed.class,
                        failed ->
                                assertThat(failed.failure().code()).isEqualTo(ErrorCode.INTERNAL));
    }

    @Test
    void endsAtWhatThePolicyBlocksAndShowsNothingOfIt() {
        // When
        take(R.started(1), R.token(1, 1, "ab"), R.token(1, 2, "c!d"), R.token(1, 3, "e"));

        // Then
        assertThat(text()).isEqualTo("a");
        assertThat(result())
                .isInstanceOfSatisfying(
                        InferenceFailed.class,
                        failed -> {
                            assertThat(failed.failure().code())
                                    .isEqualTo(ErrorCode.CONTENT_BLOCKED);
                            assertThat(failed.text().value()).isEqualTo("a");
                        });
    }

    @Test
    void writesTheSameRecordsWhenReplayed() {
        // Given
        TokenEvent[] log = {
            R.started(1), R.token(1, 1, "a1"), R.fenced(2), R.token(2, 2, "b"), R.finished(2, 3, "")
        };
        take(log);
        List<Event> first = List.copyOf(out);
        AnswerRewrite successor = new AnswerRewrite(new UpperCaseMasks());

        // When
        List<Event> second = new ArrayList<>();
        for (TokenEvent event : log) {
            second.addAll(successor.accept(event));
        }

        // Then
        assertThat(second).isEqualTo(first);
    }

    @Test
    void sealsTheCallersTextWhereItDiffersAndOnlyThere() {
        // When
        take(R.started(1), R.token(1, 1, "for "), R.token(1, 2, "@ a"), R.finished(1, 3, "b"));

        // Then
        assertThat(stream().subList(1, stream().size() - 1))
                .extracting(event -> ((TextStreamed) event).restored())
                .containsExactly("sealed r1/stream/1 for you ", null, null);
        assertThat(text()).isEqualTo("for @ ab");
        assertThat(result())
                .isInstanceOfSatisfying(
                        InferenceCompleted.class,
                        done -> {
                            assertThat(done.text().value()).isEqualTo("for @ ab");
                            assertThat(done.restored()).isEqualTo("sealed r1/result for you ab");
                        });
    }

    @Test
    void showsNothingOfARequestWhoseStateCannotBeOpened() {
        // When
        take(R.started(1, "broken"), R.token(1, 1, "ab"), R.finished(1, 2, "cd"));

        // Then
        assertThat(text()).isEmpty();
        assertThat(result())
                .isInstanceOfSatisfying(
                        InferenceFailed.class,
                        failed -> {
                            assertThat(failed.failure().code()).isEqualTo(ErrorCode.INTERNAL);
                            assertThat(failed.text().value()).isEmpty();
                        });
    }

    @Test
    void masksTheMessageOfAFailure() {
        // When
        take(R.started(1), R.failed(1, 1, ErrorCode.ENGINE_FAILED, "cannot read 138"));

        // Then
        assertThat(result())
                .isInstanceOfSatisfying(
                        InferenceFailed.class,
                        failed ->
                                assertThat(failed.failure().message())
                                        .isEqualTo("cannot read ###"));
        assertThat(stream().getLast())
                .isInstanceOfSatisfying(
                        StreamFinished.class,
                        end ->
                                assertThat(end.failure())
                                        .isNotNull()
                                        .extracting("message")
                                        .isEqualTo("cannot read ###"));
    }

    @Test
    void showsNoTextOfAnEndThatHadNoStart() {
        // When
        take(R.finished(1, 0, "raw"));

        // Then
        assertThat(text()).isEmpty();
        assertThat(result()).isInstanceOf(InferenceFailed.class);
    }
}
