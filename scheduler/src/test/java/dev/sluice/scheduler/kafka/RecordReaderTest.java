package dev.sluice.scheduler.kafka;

import static dev.sluice.scheduler.Samples.NOW;
import static dev.sluice.scheduler.Samples.STREAM_PARTITION;
import static dev.sluice.scheduler.Samples.finished;
import static dev.sluice.scheduler.Samples.prompt;
import static dev.sluice.scheduler.Samples.report;
import static dev.sluice.scheduler.Samples.running;
import static dev.sluice.scheduler.Samples.started;
import static dev.sluice.scheduler.Samples.token;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.event.Priority;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.scheduler.loop.Input;
import dev.sluice.scheduler.loop.Input.PromptRead;
import dev.sluice.scheduler.loop.Input.PromptRejected;
import dev.sluice.scheduler.loop.Input.RecordRejected;
import dev.sluice.scheduler.loop.Input.ReportRead;
import dev.sluice.scheduler.loop.Input.TokenRead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordReaderTest {
    private static final int STREAM_PARTITIONS = 8;

    private final EventCodec codec = new EventCodec();
    private final List<String> setAside = new ArrayList<>();
    private final RecordReader reader =
            new RecordReader(
                    codec,
                    (_, reason) -> {
                        setAside.add(reason);
                        return CompletableFuture.completedFuture(null);
                    });

    private static ConsumerRecord<byte[], byte[]> source(Topic topic, byte @Nullable [] value) {
        var headers = new RecordHeaders();
        headers.add("traceparent", "trace".getBytes(UTF_8));
        return new ConsumerRecord<>(
                topic.topicName(),
                3,
                17,
                NOW.toEpochMilli(),
                TimestampType.CREATE_TIME,
                0,
                value == null ? -1 : value.length,
                "key".getBytes(UTF_8),
                value,
                headers,
                Optional.empty());
    }

    private PromptRejected rejected(String json) {
        Input input = reader.prompt(source(Topic.PROMPTS, json.getBytes(UTF_8)), STREAM_PARTITIONS);
        return (PromptRejected) input;
    }

    @Test
    void readsAPromptWithItsPlaceTimeSizeAndTrace() {
        // Given
        byte[] value = codec.encode(prompt("r", Priority.STANDARD, null));

        // When
        Input input = reader.prompt(source(Topic.PROMPTS, value), STREAM_PARTITIONS);

        // Then
        assertThat(input)
                .isEqualTo(
                        new PromptRead(
                                3,
                                17,
                                NOW,
                                prompt("r", Priority.STANDARD, null),
                                value.length,
                                "trace"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not json",
                "null",
                "[]",
                "{\"type\":\"SomethingElse\"}",
                "{\"type\":\"PromptMasked\"}",
                "{\"type\":\"PromptMasked\",\"requestId\":7}"
            })
    void whatIsNoPromptIsRejectedWithAReason(String json) {
        // Given
        // When
        PromptRejected rejected = rejected(json);

        // Then
        assertThat(rejected.shard()).isEqualTo(3);
        assertThat(rejected.offset()).isEqualTo(17);
        assertThat(rejected.rejected().reason()).isNotBlank();
        assertThat(rejected.streamPartition()).isNull();
        var _ = rejected.rejected().setAside().get();
        assertThat(setAside).containsExactly(rejected.rejected().reason());
    }

    @Test
    void aRecordWithoutValueIsRejected() {
        // Given
        // When
        Input input = reader.prompt(source(Topic.PROMPTS, null), STREAM_PARTITIONS);

        // Then
        assertThat(input).isInstanceOf(PromptRejected.class);
    }

    @Test
    void theIdOfAMalformedPromptTellsWhereItsEndBelongs() {
        // Given
        String here = RequestId.create("chatcmpl", NOW, 5, 99).value();
        String nowhere = RequestId.create("chatcmpl", NOW, STREAM_PARTITIONS, 99).value();
        String json = "{\"type\":\"PromptMasked\",\"requestId\":\"%s\"}";

        // When
        PromptRejected known = rejected(json.formatted(here));
        PromptRejected impossible = rejected(json.formatted(nowhere));
        PromptRejected foreign = rejected(json.formatted("chosen-by-a-producer"));

        // Then
        assertThat(known.requestId()).isEqualTo(new RequestId(here));
        assertThat(known.streamPartition()).isEqualTo(5);
        assertThat(impossible.streamPartition()).isNull();
        assertThat(foreign.streamPartition()).isNull();
    }

    @Test
    void aPartitionThatDoesNotExistIsRefusedOnePastTheLast() {
        // Given
        byte[] value = codec.encode(prompt("r", Priority.STANDARD, null));

        // When
        Input last = reader.prompt(source(Topic.PROMPTS, value), STREAM_PARTITION + 1);
        Input onePast = reader.prompt(source(Topic.PROMPTS, value), STREAM_PARTITION);

        // Then
        assertThat(last).isInstanceOf(PromptRead.class);
        assertThat(onePast).isInstanceOf(PromptRejected.class);
        assertThat(((PromptRejected) onePast).rejected().reason())
                .isEqualTo("streamPartition is 2, there are 2 partitions");
    }

    @Test
    void aReportThatNamesAnImpossiblePartitionIsRejected() {
        // Given
        byte[] value = codec.encode(report("w", 8));

        // When
        Input good = reader.report(source(Topic.WORKERS, value), 4);
        Input bad = reader.report(source(Topic.WORKERS, value), 3);

        // Then
        assertThat(good).isEqualTo(new ReportRead(report("w", 8)));
        assertThat(bad).isInstanceOf(RecordRejected.class);
    }

    private static Stream<String> badValues() {
        return Stream.of(
                "", "not json", "null", "[]", "{\"type\":\"SomethingElse\"}", "{\"type\":");
    }

    @ParameterizedTest
    @MethodSource("badValues")
    void whatIsNoRecordOfItsTopicIsRejectedOnEveryTopicAndTheNextIsRead(String value) {
        // Given
        byte[] bytes = value.getBytes(UTF_8);

        // When
        List<Input> inputs =
                List.of(
                        reader.token(source(Topic.TOKENS, bytes)),
                        reader.control(source(Topic.CONTROL, bytes)),
                        reader.report(source(Topic.WORKERS, bytes), 4));

        // Then
        assertThat(inputs).hasOnlyElementsOfType(RecordRejected.class);
        assertThat(reader.token(source(Topic.TOKENS, codec.encode(started("r", 1)))))
                .isEqualTo(new TokenRead(started("r", 1)));
    }

    private String reasonOf(Topic topic, String json, String from, String to) {
        assertThat(json).contains(from);
        var source = source(topic, json.replace(from, to).getBytes(UTF_8));
        Input input =
                switch (topic) {
                    case TOKENS -> reader.token(source);
                    case CONTROL -> reader.control(source);
                    default -> reader.report(source, 4);
                };
        return ((RecordRejected) input).rejected().reason();
    }

    private String json(Event event) {
        return new String(codec.encode(event), UTF_8);
    }

    @Test
    void negativeIndexesMadeUpEpochsAndImpossibleFieldsAreRejectedByName() {
        // Given
        String token = json(token("r", 1, 1, 7));
        String end = json(finished("r", 1, 2));
        String report = json(report("w", 8, running("r", 1)));

        // When
        // Then
        assertThat(reasonOf(Topic.TOKENS, token, "\"index\":1", "\"index\":-1")).contains("index");
        assertThat(reasonOf(Topic.TOKENS, end, "\"index\":2", "\"index\":-2")).contains("index");
        assertThat(reasonOf(Topic.TOKENS, token, "\"epoch\":1", "\"epoch\":2147483647"))
                .contains("epoch");
        assertThat(reasonOf(Topic.TOKENS, token, "\"epoch\":1", "\"epoch\":0")).contains("epoch");
        assertThat(reasonOf(Topic.WORKERS, report, "\"epoch\":1", "\"epoch\":1000001"))
                .contains("epoch");
        assertThat(
                        reasonOf(
                                Topic.WORKERS,
                                report,
                                "\"schedulerEpoch\":0",
                                "\"schedulerEpoch\":9223372036854775807"))
                .contains("schedulerEpoch");
        assertThat(reasonOf(Topic.WORKERS, report, "\"slots\":8", "\"slots\":-8"))
                .contains("slots");
    }

    @Test
    void tenMegabytesThatAreNoPromptAreRejectedAndAPromptOfThatSizeIsRead() {
        // Given
        byte[] noise = "x".repeat(10 << 20).getBytes(UTF_8);
        String prompt = json(prompt("r", Priority.STANDARD, null));
        String huge = prompt.replace("\"prompt\"}", "\"" + "x".repeat(10 << 20) + "\"}");
        assertThat(huge).hasSizeGreaterThan(10 << 20);

        // When
        Input rejected = reader.prompt(source(Topic.PROMPTS, noise), STREAM_PARTITIONS);
        Input read = reader.prompt(source(Topic.PROMPTS, huge.getBytes(UTF_8)), STREAM_PARTITIONS);

        // Then
        assertThat(rejected).isInstanceOf(PromptRejected.class);
        assertThat(((PromptRejected) rejected).rejected().reason()).hasSizeLessThan(300);
        assertThat(read).isInstanceOf(PromptRead.class);
    }

    @Test
    void malformedTokensAreLeftToMaskingAndMalformedCommandsAreNot() {
        // Given
        byte[] value = "?".getBytes(UTF_8);

        // When
        var token = (RecordRejected) reader.token(source(Topic.TOKENS, value));
        var control = (RecordRejected) reader.control(source(Topic.CONTROL, value));
        var _ = token.rejected().setAside().get();
        var _ = control.rejected().setAside().get();

        // Then
        assertThat(setAside).hasSize(1);
        assertThat(reader.token(source(Topic.TOKENS, codec.encode(started("r", 1)))))
                .isEqualTo(new TokenRead(started("r", 1)));
    }
}
