package dev.sluice.worker.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import dev.sluice.worker.decode.Admission;
import dev.sluice.worker.decode.FinishReason;
import dev.sluice.worker.decode.Generator;
import dev.sluice.worker.decode.SequenceOutcome;
import dev.sluice.worker.decode.SequenceRequest;
import dev.sluice.worker.decode.StepReport;
import dev.sluice.worker.tokens.TextPieces;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The engine against a server on a socket of this machine.
final class RemoteEngineTest {
    private static final int SLOTS = 2;
    private static final Duration LONG = Duration.ofSeconds(30);

    private final FakeServer fake = new FakeServer();
    private final BlockingQueue<StepReport> steps = new LinkedBlockingQueue<>();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Generator engine = engine(LONG, LONG);

    RemoteEngineTest() throws IOException {}

    private Generator engine(Duration idleTimeout, Duration probeInterval) {
        var server =
                new RemoteServer(RemoteServer.baseOf(fake.url()), Optional.of("sk-secret"), LONG);
        var listing = new ServedListing(server, FakeServer.MODEL);
        Generator started =
                RemoteEngine.start(
                        server,
                        new RemoteLimits(SLOTS, idleTimeout, probeInterval, 4_096),
                        listing::isServing,
                        steps::add,
                        death -> {
                            throw new AssertionError(death);
                        });
        opened.add(started);
        opened.add(server);
        return started;
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
        fake.close();
    }

    private static Heard ask(Generator generator, String id) {
        return ask(generator, id, new Heard());
    }

    private static Heard ask(Generator generator, String id, Heard heard) {
        return ask(generator, RemoteRequests.sequence(Dialect.VLLM, id, 1, 50, List.of()), heard);
    }

    private static Heard ask(Generator generator, SequenceRequest request, Heard heard) {
        assertThat(generator.admit(request, heard)).isInstanceOf(Admission.Accepted.class);
        return heard;
    }

    /// Waits for a report of so many slots.
    private StepReport awaitSlots(int slotCount) throws InterruptedException {
        while (true) {
            StepReport step = steps.poll(30, TimeUnit.SECONDS);
            if (Objects.requireNonNull(step, "no step").slotCountAllowed() == slotCount) {
                return step;
            }
        }
    }

    @Test
    void anAnswerComesTokenByTokenWithTheServersCounts() throws InterruptedException {
        // When
        Heard heard = ask(engine, "r1");

        // Then
        assertThat(heard.outcome())
                .isEqualTo(
                        new SequenceOutcome(
                                FinishReason.STOP,
                                FakeServer.PROMPT_TOKENS,
                                FakeServer.TOKENS.size(),
                                null));
        assertThat(heard.text()).isEqualTo(FakeServer.ANSWER);
        assertThat(TextPieces.tokenCount(RemoteRequests.array(heard.ids())))
                .isEqualTo(FakeServer.TOKENS.size());
        FakeServer.Exchange exchange = fake.next();
        assertThat(exchange.path).isEqualTo("/v1/chat/completions");
        assertThat(exchange.head)
                .containsIgnoringCase("authorization: bearer sk-secret")
                .doesNotContainIgnoringCase("upgrade:");
    }

    @Test
    void anAnswerEndsAtItsLength() {
        // When
        Heard heard =
                ask(
                        engine,
                        RemoteRequests.sequence(Dialect.VLLM, "r1", 1, 3, List.of()),
                        new Heard());

        // Then
        assertThat(heard.outcome().reason()).isEqualTo(FinishReason.LENGTH);
        assertThat(heard.text()).isEqualTo("Hello, wörld");
    }

    static IntStream cuts() {
        // Every id is a place to be cut at: some tokens have two.
        int count = FakeServer.TOKENS.stream().mapToInt(t -> TextPieces.of(t).length).sum();
        return IntStream.rangeClosed(0, count);
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void aContinuationGivesTheUndisturbedAnswer(int cut) throws InterruptedException {
        for (Dialect dialect : List.of(Dialect.VLLM, Dialect.SGLANG, Dialect.LLAMA_CPP)) {
            // Given
            String id = "cut-" + dialect;
            Heard whole =
                    ask(engine, RemoteRequests.sequence(dialect, id, 1, 8, List.of()), new Heard());
            SequenceOutcome undisturbed = whole.outcome();
            List<Integer> emitted = whole.ids().subList(0, Math.min(cut, whole.ids().size()));

            // When
            Heard continued =
                    ask(
                            engine,
                            RemoteRequests.sequence(dialect, id, 2, 8, emitted),
                            new Heard(emitted));

            // Then
            assertThat(continued.outcome().reason()).isEqualTo(undisturbed.reason());
            assertThat(continued.outcome().completionTokenCount()).isEqualTo(8);
            assertThat(continued.text()).isEqualTo(whole.text());
        }
    }

    @Test
    void severalTokensInOneChunkAreCountedByAContinuation() {
        // Given
        fake.script =
                exchange -> {
                    exchange.beginStream();
                    exchange.event(exchange.chunk("Hello, wörld", null, 0, 3));
                    // The stream ends here. Were it cut off, the chunk might not arrive.
                };
        Heard first = ask(engine, "r1");
        assertThat(first.outcome().reason()).isEqualTo(FinishReason.LOST);

        // When
        SequenceRequest next = RemoteRequests.sequence(Dialect.VLLM, "r1", 2, 8, first.ids());

        // Then
        assertThat(TextPieces.tokenCount(RemoteRequests.array(first.ids()))).isEqualTo(3);
        assertThat(RemoteCall.ofPromptTokens(next.promptTokens()).body())
                .contains("\"max_tokens\":5");
    }

    @ParameterizedTest
    @CsvSource({
        "400, INVALID_PARAMETER",
        "401, ENGINE_FAILED",
        "403, ENGINE_FAILED",
        "404, ENGINE_FAILED",
        "413, INVALID_PARAMETER",
        "422, INVALID_PARAMETER",
        "302, ENGINE_FAILED",
    })
    void whatTheServerRefusesEndsAloneAndQuotesNothing(int status, ErrorCode code) {
        // Given
        fake.script =
                exchange ->
                        exchange.whole(
                                status, "{\"error\":{\"message\":\"bad: Say it. sk-secret\"}}");

        // When
        SequenceOutcome outcome = ask(engine, "r1").outcome();

        // Then
        SluiceException failure = Objects.requireNonNull(outcome.failure());
        assertThat(failure.errorCode()).isEqualTo(code);
        assertThat(failure).hasMessageNotContainingAny("Say it", "sk-secret");
        assertThat(steps).noneMatch(step -> step.slotCountAllowed() == 0);
    }

    @Test
    void aContextThatIsTooShortIsTold() {
        // Given
        fake.script =
                exchange ->
                        exchange.whole(
                                400,
                                "{\"error\":{\"message\":\"This model's maximum context length is"
                                        + " 10 tokens. However, you requested 11\",\"code\":400}}");

        // Then
        assertThat(Objects.requireNonNull(ask(engine, "r1").outcome().failure()).errorCode())
                .isEqualTo(ErrorCode.CONTEXT_LENGTH_EXCEEDED);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503})
    void whatTheServerCannotDoNowIsHandedBack(int status) throws InterruptedException {
        // Given
        fake.script = exchange -> exchange.whole(status, "{\"error\":{\"message\":\"busy\"}}");

        // When
        SequenceOutcome outcome = ask(engine, "r1").outcome();

        // Then
        assertThat(outcome.reason()).isEqualTo(FinishReason.LOST);
        assertThat(awaitSlots(0)).isNotNull();
    }

    /// How a stream may end before its answer does.
    enum Break {
        CUT,
        ENDED,
        DONE_WITHOUT_REASON,
        GIANT_LINE,
        NO_JSON,
        ERROR,
        ABORTED,
        GARBAGE,
        NO_STREAM
    }

    private static void broken(FakeServer.Exchange exchange, Break how) throws IOException {
        switch (how) {
            case GARBAGE -> exchange.raw("\0\1\2\r\n\r\n");
            case NO_STREAM -> exchange.whole(200, "{\"choices\":[{\"message\":{}}]}");
            default -> exchange.speak(4);
        }
        switch (how) {
            case CUT -> exchange.cut();
            case DONE_WITHOUT_REASON -> exchange.event("[DONE]");
            case GIANT_LINE -> exchange.raw("data: " + "x".repeat(100_000));
            case NO_JSON -> exchange.event("oops");
            case ERROR -> exchange.event("{\"error\":{\"message\":\"dead\",\"code\":500}}");
            case ABORTED -> exchange.event("{\"choices\":[{\"finish_reason\":\"abort\"}]}");
            case ENDED, GARBAGE, NO_STREAM -> {}
        }
    }

    @ParameterizedTest
    @EnumSource(Break.class)
    void aBrokenStreamIsHandedBackAndGoesOnElsewhere(Break how) {
        // Given
        fake.script = exchange -> broken(exchange, how);
        Heard first = ask(engine, "r1");
        assertThat(first.outcome().reason()).isEqualTo(FinishReason.LOST);

        // When
        fake.script = exchange -> exchange.speak(FakeServer.TOKENS.size());
        Heard second =
                ask(
                        engine,
                        RemoteRequests.sequence(Dialect.VLLM, "r1", 2, 50, first.ids()),
                        new Heard(first.ids()));

        // Then
        assertThat(second.outcome().reason()).isEqualTo(FinishReason.STOP);
        assertThat(second.text()).isEqualTo(FakeServer.ANSWER);
    }

    @ParameterizedTest
    @EnumSource(
            value = Break.class,
            names = {"CUT", "ENDED", "GIANT_LINE", "NO_JSON"})
    void whatFollowsTheReasonChangesNothing(Break how) {
        // Given
        fake.script =
                exchange -> {
                    exchange.beginStream();
                    exchange.event(exchange.chunk("Hello", "stop", 0, 1));
                    if (how != Break.CUT) {
                        exchange.raw(how == Break.NO_JSON ? "data: oops\n" : "x".repeat(9_999));
                    }
                };

        // When
        Heard heard = ask(engine, "r1");

        // Then
        assertThat(heard.outcome().reason()).isEqualTo(FinishReason.STOP);
        assertThat(heard.text()).isEqualTo("Hello");
    }

    @Test
    void aSilentServerLosesTheRequest() throws InterruptedException {
        // Given
        fake.script =
                exchange -> {
                    exchange.speak(2);
                    exchange.awaitLeft();
                };

        // When
        Heard heard = ask(engine(Duration.ofMillis(200), LONG), "r1");

        // Then
        assertThat(heard.outcome().reason()).isEqualTo(FinishReason.LOST);
        assertThat(heard.text()).isEqualTo("Hello,");
        assertThat(fake.next().isLeft()).isTrue();
    }

    @Test
    void aCancelClosesTheConnectionAndFreesTheSlot() throws InterruptedException {
        // Given
        fake.script =
                exchange -> {
                    exchange.speak(2);
                    exchange.awaitLeft();
                };
        Heard running = ask(engine, "r1").awaitFirst();
        Heard other = ask(engine, "r2").awaitFirst();
        Heard waiting = ask(engine, "r3");
        FakeServer.Exchange exchange = fake.next();
        fake.script = served -> served.speak(FakeServer.TOKENS.size());

        // When
        boolean isOpen =
                engine.cancel(RemoteRequests.sequence(Dialect.VLLM, "r1", 1, 50, List.of()).key());
        boolean isOtherOpen =
                engine.cancel(RemoteRequests.sequence(Dialect.VLLM, "r2", 1, 50, List.of()).key());

        // Then
        assertThat(isOpen && isOtherOpen).isTrue();
        assertThat(running.outcome().reason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(other.outcome().reason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(exchange.isLeft()).isTrue();
        assertThat(waiting.outcome().reason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void aCancelBeforeTheServerAnswersClosesTheConnectionToo() throws InterruptedException {
        // Given
        fake.script = FakeServer.Exchange::awaitLeft;
        SequenceRequest request = RemoteRequests.sequence(Dialect.VLLM, "r1", 1, 50, List.of());
        Heard heard = ask(engine, request, new Heard());
        FakeServer.Exchange exchange = fake.next();

        // When
        assertThat(engine.cancel(request.key())).isTrue();

        // Then
        assertThat(heard.outcome().reason()).isEqualTo(FinishReason.CANCELLED);
        assertThat(exchange.isLeft()).isTrue();
    }

    @Test
    void aListenerThatSaysStopClosesTheConnection() throws InterruptedException {
        // Given
        fake.script =
                exchange -> {
                    exchange.speak(4);
                    exchange.awaitLeft();
                };

        // When
        Heard heard = ask(engine, "r1", new Heard().stoppingAfter(2));

        // Then
        assertThat(heard.outcome().reason()).isEqualTo(FinishReason.STOP);
        assertThat(heard.text()).isEqualTo("Hello,");
        assertThat(fake.next().isLeft()).isTrue();
    }

    @Test
    void aListenerThatFailsEndsItsSequenceAlone() {
        // When
        Heard broken = ask(engine, "r1", new Heard().breaking());
        Heard other = ask(engine, "r2");

        // Then
        assertThat(Objects.requireNonNull(broken.outcome().failure()).errorCode())
                .isEqualTo(ErrorCode.INTERNAL);
        assertThat(other.outcome().reason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void theServerNeverHasMoreRequestsThanSlots() throws InterruptedException {
        // Given
        var gate = new CountDownLatch(1);
        fake.script =
                exchange -> {
                    exchange.beginStream();
                    await(gate);
                    exchange.finish("stop", 0, 0);
                };

        // When
        List<Heard> all = IntStream.range(0, 20).mapToObj(i -> ask(engine, "r" + i)).toList();

        // Then
        for (int i = 0; i < SLOTS; i++) {
            assertThat(fake.next()).isNotNull();
        }
        assertThat(fake.isQuiet()).isTrue();
        gate.countDown();
        assertThat(all).allMatch(heard -> heard.outcome().reason() == FinishReason.STOP);
        assertThat(fake.openCountMost()).isEqualTo(SLOTS);
    }

    private static void await(CountDownLatch gate) {
        try {
            assertThat(gate.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void morePlacesThanThereAreAreRefused() {
        // Given
        fake.script = FakeServer.Exchange::awaitLeft;
        IntStream.range(0, SLOTS + 64).forEach(i -> ask(engine, "r" + i));

        // When
        Admission admission =
                engine.admit(
                        RemoteRequests.sequence(Dialect.VLLM, "more", 1, 50, List.of()),
                        new Heard());

        // Then
        assertThat(admission)
                .isInstanceOfSatisfying(
                        Admission.Refused.class,
                        refused ->
                                assertThat(refused.reason())
                                        .isEqualTo(Admission.Reason.QUEUE_FULL));
    }

    @Test
    void aServerThatIsGoneTakesNoRequestsUntilItIsBack() throws InterruptedException {
        // Given
        FakeServer.Script healthy = fake.listing;
        FakeServer.Script speaking = fake.script;
        Generator probing = engine(LONG, Duration.ofMillis(50));
        fake.listing = FakeServer.Exchange::cut;
        fake.script = FakeServer.Exchange::cut;

        // When
        SequenceOutcome lost = ask(probing, "r1").outcome();
        StepReport without = awaitSlots(0);
        fake.script = speaking;
        fake.listing = healthy;
        StepReport with = awaitSlots(SLOTS);
        Heard again = ask(probing, "r2");

        // Then
        assertThat(lost.reason()).isEqualTo(FinishReason.LOST);
        assertThat(without.slotCountAllowed()).isZero();
        assertThat(with.slotCountAllowed()).isEqualTo(SLOTS);
        assertThat(again.outcome().reason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void aServerThatDiesWhileNothingRunsIsNoticed() throws InterruptedException {
        // Given
        engine(LONG, Duration.ofMillis(50));

        // When
        fake.listing = exchange -> exchange.whole(503, "{}");

        // Then
        assertThat(awaitSlots(0)).isNotNull();
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"LLAMA_CPP"},
            mode = Mode.INCLUDE)
    void countsThatComeAtTheEndOnlyAreTaken(Dialect dialect) {
        // When
        Heard heard =
                ask(engine, RemoteRequests.sequence(dialect, "r1", 1, 50, List.of()), new Heard());

        // Then
        assertThat(heard.outcome().promptTokenCount()).isEqualTo(FakeServer.PROMPT_TOKENS);
        assertThat(heard.outcome().completionTokenCount()).isEqualTo(FakeServer.TOKENS.size());
    }

    @Test
    void anEngineThatRunsStepsThoughNobodySpeaks() throws InterruptedException {
        // Given
        fake.script = FakeServer.Exchange::awaitLeft;
        ask(engine, "r1");
        fake.next();
        steps.clear();

        // Then: the scheduler takes an engine that does not step for a hanging one.
        StepReport step = Objects.requireNonNull(steps.poll(30, TimeUnit.SECONDS));
        assertThat(step.decodingCount()).isEqualTo(1);
        assertThat(step.slotCountAllowed()).isEqualTo(SLOTS);
    }

    @Test
    void closingEndsAllThatIsOpen() {
        // Given
        fake.script = FakeServer.Exchange::awaitLeft;
        Heard running = ask(engine, "r1");

        // When
        engine.close();

        // Then
        assertThat(running.outcome().reason()).isEqualTo(FinishReason.ERROR);
    }
}
