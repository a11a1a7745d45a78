package dev.sluice.worker.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sluice.contracts.RequestId;
import dev.sluice.grammar.Grammar;
import dev.sluice.worker.chat.RenderedPrompt;
import dev.sluice.worker.decode.Admission;
import dev.sluice.worker.decode.DecodeLoop;
import dev.sluice.worker.decode.DecodeOptions;
import dev.sluice.worker.decode.Engine;
import dev.sluice.worker.decode.FinishReason;
import dev.sluice.worker.decode.SequenceKey;
import dev.sluice.worker.decode.SequenceOutcome;
import dev.sluice.worker.decode.SequenceRequest;
import dev.sluice.worker.decode.TokenListener;
import dev.sluice.worker.decode.TokenVerdict;
import dev.sluice.worker.engine.Device;
import dev.sluice.worker.engine.EngineOptions;
import dev.sluice.worker.engine.OrtEngine;
import dev.sluice.worker.engine.OrtLibrary;
import dev.sluice.worker.models.ModelFolder;
import dev.sluice.worker.sampling.Logprobs;
import dev.sluice.worker.sampling.SamplingParameters;
import dev.sluice.worker.tokens.AnswerText;
import dev.sluice.worker.tokens.StopStrings;
import dev.sluice.worker.tokens.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// Random schemas at temperature 1.5 through a real model and the decode loop, and the same numbers
/// of tokens without a schema, round by round in turns. Every answer is parsed and validated.
///
/// `-Dtest=ConstrainedDecodeBenchmark -Dsluice.constraint.model=FOLDER
/// [-Dsluice.constraint.schemas=1000] [-Dsluice.constraint.streams=8]
/// [-Dsluice.constraint.tokens=128]`
@EnabledIfSystemProperty(named = "sluice.constraint.model", matches = ".+")
class ConstrainedDecodeBenchmark {
    private static final int SCHEMA_COUNT = Integer.getInteger("sluice.constraint.schemas", 1_000);
    private static final int STREAM_COUNT = Integer.getInteger("sluice.constraint.streams", 8);
    private static final int TOKEN_COUNT = Integer.getInteger("sluice.constraint.tokens", 128);

    /// Before it counts: the engine's first passes, and code that is not compiled yet.
    private static final int WARM_UP_COUNT = 16;

    private static final int SLOT_LENGTH = 2_048;
    private static final int PREFILL_TOKENS_MAX = 128;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final String PROMPT = "Write down a person as JSON.\n";

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private final SchemaRegistry registry =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final List<Double> compileMillis = new ArrayList<>();
    private long heldNanos;
    private long freeNanos;
    private long tokenCount;
    private int wholeCount;
    private int sequenceCount;

    /// One answer, as the worker's writer keeps it.
    private static final class Kept implements TokenListener {
        private final AnswerText text;
        private final StringBuilder visible = new StringBuilder();
        private int tokenCount;
        private @Nullable SequenceOutcome outcome;

        Kept(Tokenizer tokenizer) {
            text = new AnswerText(tokenizer.tokenBytes(), StopStrings.NONE);
        }

        @Override
        public TokenVerdict onToken(
                SequenceRequest request, int position, int tokenId, @Nullable Logprobs logprobs) {
            visible.append(text.append(tokenId));
            tokenCount++;
            return TokenVerdict.CONTINUE;
        }

        @Override
        public void onFinished(SequenceRequest request, SequenceOutcome ended) {
            visible.append(text.flush());
            outcome = ended;
        }
    }

    private record Wish(String schema, SequenceRequest request) {}

    @Test
    void isValidAndHardlySlower() throws JsonProcessingException {
        Path folder = Path.of(System.getProperty("sluice.constraint.model"));
        Path natives = Path.of("target", "natives");
        ModelFolder model = ModelFolder.read(folder);
        int threads = Runtime.getRuntime().availableProcessors();
        EngineOptions options =
                new EngineOptions(
                        Device.parse("cpu"),
                        STREAM_COUNT,
                        SLOT_LENGTH,
                        PREFILL_TOKENS_MAX,
                        threads,
                        true);
        try (Tokenizer tokenizer = model.openTokenizer(natives);
                Engine engine =
                        OrtEngine.open(OrtLibrary.load(natives), model.modelFile(), options)) {
            int[] prompt = tokenizer.encodePrompt(RenderedPrompt.ofCaller(PROMPT));
            int[] ends =
                    model.config().endTokenIds().stream().mapToInt(Integer::intValue).toArray();
            long start = System.nanoTime();
            VocabularyTrie trie =
                    VocabularyTrie.of(tokenizer.tokenBytes(), engine.shape().vocabularySize());
            System.out.printf("trie: %.0f ms%n", (System.nanoTime() - start) / NANOS_PER_MILLI);
            DecodeLoop loop =
                    new DecodeLoop(engine, DecodeOptions.DEFAULT, _ -> {}, System::nanoTime);
            for (int seed = -WARM_UP_COUNT; seed < SCHEMA_COUNT; seed += STREAM_COUNT) {
                round(loop, tokenizer, trie, prompt, ends, seed);
                if (seed < 0) {
                    forget();
                }
            }
            report();
        }
    }

    /// What sampling costs the engine thread, in processor time, which neighbours on the machine do
    /// not change: the model's tokenizer, random logits, each schema new.
    @Test
    void costsLittleProcessorTime() {
        ModelFolder model =
                ModelFolder.read(Path.of(System.getProperty("sluice.constraint.model")));
        try (Tokenizer tokenizer = model.openTokenizer(Path.of("target", "natives"))) {
            int size = tokenizer.tokenBytes().size();
            VocabularyTrie trie = VocabularyTrie.of(tokenizer.tokenBytes(), size);
            for (int lap = 0; lap < 2; lap++) {
                SamplingCost cost = new SamplingCost(trie);
                for (long seed = 0; seed < Math.min(200, SCHEMA_COUNT); seed++) {
                    cost.sample(RandomSchemas.of(seed), seed, TOKEN_COUNT);
                }
                System.out.println("lap " + lap + ": " + cost);
            }
        }
    }

    private void forget() {
        compileMillis.clear();
        heldNanos = 0;
        freeNanos = 0;
        tokenCount = 0;
        wholeCount = 0;
    }

    private void round(
            DecodeLoop loop,
            Tokenizer tokenizer,
            VocabularyTrie trie,
            int[] prompt,
            int[] ends,
            int firstSeed)
            throws JsonProcessingException {
        List<Wish> wishes = new ArrayList<>();
        for (int seed = firstSeed; seed < firstSeed + STREAM_COUNT; seed++) {
            wishes.add(wish(trie, prompt, ends, seed));
        }
        List<Kept> held = new ArrayList<>();
        long start = System.nanoTime();
        for (Wish wish : wishes) {
            held.add(admit(loop, tokenizer, wish.request()));
        }
        drain(loop);
        long between = System.nanoTime();
        for (int i = 0; i < wishes.size(); i++) {
            admit(loop, tokenizer, free(prompt, held.get(i).tokenCount, firstSeed + i));
        }
        drain(loop);
        freeNanos += System.nanoTime() - between;
        heldNanos += between - start;
        for (int i = 0; i < wishes.size(); i++) {
            check(wishes.get(i), held.get(i));
        }
    }

    private Wish wish(VocabularyTrie trie, int[] prompt, int[] ends, long seed)
            throws JsonProcessingException {
        Map<String, @Nullable Object> schema = RandomSchemas.of(seed);
        long start = System.nanoTime();
        TokenAutomaton automaton = new TokenAutomaton(Grammar.ofSchema(schema), trie);
        automaton.prepare();
        compileMillis.add((System.nanoTime() - start) / NANOS_PER_MILLI);
        int tokenCountMax = Math.max(TOKEN_COUNT, automaton.start().distance());
        SequenceRequest request =
                SequenceRequest.of(
                        nextKey(),
                        prompt,
                        tokenCountMax,
                        ends,
                        SamplingParameters.seeded(1.5, seed));
        return new Wish(JSON.writeValueAsString(schema), request.constrainedBy(automaton));
    }

    private SequenceRequest free(int[] prompt, int tokenCountMax, long seed) {
        return SequenceRequest.of(
                nextKey(),
                prompt,
                Math.max(1, tokenCountMax),
                new int[0],
                SamplingParameters.seeded(1.5, seed));
    }

    private SequenceKey nextKey() {
        return new SequenceKey(new RequestId("s" + sequenceCount++), 1);
    }

    private static Kept admit(DecodeLoop loop, Tokenizer tokenizer, SequenceRequest request) {
        Kept kept = new Kept(tokenizer);
        assertThat(loop.admit(request, kept)).isEqualTo(new Admission.Accepted());
        return kept;
    }

    private static void drain(DecodeLoop loop) {
        while (!loop.openKeys().isEmpty()) {
            loop.step();
        }
    }

    private void check(Wish wish, Kept answer) throws JsonProcessingException {
        String text = answer.visible.toString();
        JSON.readTree(text);
        assertThat(registry.getSchema(wish.schema()).validate(text, InputFormat.JSON))
                .as("%s for %s", text, wish.schema())
                .isEmpty();
        tokenCount += answer.tokenCount;
        boolean isWhole = answer.outcome != null && answer.outcome.reason() == FinishReason.STOP;
        wholeCount += isWhole ? 1 : 0;
    }

    private void report() {
        double[] sorted =
                compileMillis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        System.out.printf(
                "%d schemas at %d streams: all valid, %d of them ended by themselves, %d tokens%n",
                sorted.length, STREAM_COUNT, wholeCount, tokenCount);
        System.out.printf(
                "held %.1f tokens/s, free %.1f tokens/s, ratio %.3f%n",
                perSecond(heldNanos), perSecond(freeNanos), (double) freeNanos / heldNanos);
        System.out.printf(
                "making an automaton: %.2f ms (p50), %.2f ms (p99), %.2f ms (most)%n",
                sorted[sorted.length / 2],
                sorted[sorted.length * 99 / 100],
                Arrays.stream(sorted).max().orElse(0));
    }

    private double perSecond(long nanos) {
        return tokenCount / (nanos / 1e9);
    }
}
